-- CreateTable
CREATE TABLE `jobs` (
    `videoKey` CHAR(24) NOT NULL,
    `ownerId` CHAR(36) NOT NULL,
    `sourceEtag` VARCHAR(100) NULL,
    `sourceSize` BIGINT NOT NULL DEFAULT 0,
    `sequencer` VARCHAR(64) NULL,
    `generation` INTEGER NOT NULL DEFAULT 1,
    `state` ENUM('queued', 'probing', 'encoding', 'playable', 'finalizing', 'ready', 'failed', 'deleted') NOT NULL DEFAULT 'queued',
    `revision` INTEGER NOT NULL DEFAULT 0,
    `progress` DOUBLE NOT NULL DEFAULT 0,
    `plan` JSON NULL,
    `durationSeconds` DOUBLE NULL,
    `width` INTEGER NULL,
    `height` INTEGER NULL,
    `posterKey` VARCHAR(255) NULL,
    `masterKey` VARCHAR(255) NULL,
    `mp4Key` VARCHAR(255) NULL,
    `failureCode` VARCHAR(40) NULL,
    `deadline` DATETIME(6) NOT NULL,
    `announcedAt` DATETIME(6) NULL,
    `cleanAt` DATETIME(6) NULL,
    `createdAt` DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    `updatedAt` DATETIME(6) NOT NULL,

    INDEX `jobs_state_deadline_idx`(`state`, `deadline`),
    INDEX `jobs_cleanAt_idx`(`cleanAt`),
    PRIMARY KEY (`videoKey`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- CreateTable
CREATE TABLE `tasks` (
    `id` CHAR(36) NOT NULL,
    `videoKey` CHAR(24) NOT NULL,
    `generation` INTEGER NOT NULL,
    `kind` ENUM('probe', 'video', 'audio', 'finalize', 'analyze', 'hold', 'copy') NOT NULL,
    `lane` ENUM('fast', 'bulk') NOT NULL,
    `state` ENUM('pending', 'running', 'done', 'cancelled', 'failed') NOT NULL DEFAULT 'pending',
    `spec` JSON NOT NULL,
    `rungs` VARCHAR(120) NOT NULL DEFAULT '',
    `firstSegment` INTEGER NOT NULL DEFAULT 0,
    `frames` INTEGER NOT NULL DEFAULT 0,
    `framesDone` INTEGER NOT NULL DEFAULT 0,
    `segmentsDone` INTEGER NOT NULL DEFAULT 0,
    `weight` DOUBLE NOT NULL,
    `attempts` INTEGER NOT NULL DEFAULT 0,
    `failures` INTEGER NOT NULL DEFAULT 0,
    `sends` INTEGER NOT NULL DEFAULT 0,
    `leaseToken` CHAR(36) NULL,
    `leaseUntil` DATETIME(6) NULL,
    `workerId` VARCHAR(100) NULL,
    `outputs` JSON NULL,
    `availableAt` DATETIME(6) NOT NULL,
    `createdAt` DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    `ownerId` CHAR(36) NOT NULL DEFAULT '',
    `priority` TINYINT NOT NULL DEFAULT 1,
    `turn` DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    `startedAt` DATETIME(6) NULL,
    `finishedAt` DATETIME(6) NULL,
    `fraction` DOUBLE NOT NULL DEFAULT 0,

    INDEX `tasks_videoKey_generation_idx`(`videoKey`, `generation`),
    INDEX `tasks_state_leaseUntil_idx`(`state`, `leaseUntil`),
    INDEX `tasks_state_availableAt_idx`(`state`, `availableAt`),
    INDEX `tasks_state_priority_ownerId_turn_idx`(`state`, `priority`, `ownerId`, `turn`),
    INDEX `tasks_finishedAt_idx`(`finishedAt`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- CreateTable
CREATE TABLE `shares` (
    `ownerId` CHAR(36) NOT NULL,
    `seconds` DOUBLE NOT NULL DEFAULT 0,
    `at` DATETIME(6) NOT NULL,
    `busyUntil` DATETIME(6) NOT NULL,

    INDEX `shares_seconds_idx`(`seconds`),
    PRIMARY KEY (`ownerId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- CreateTable
CREATE TABLE `waiting_owners` (
    `ownerId` CHAR(36) NOT NULL,
    `priority` TINYINT NOT NULL,
    `turn` DATETIME(6) NOT NULL,
    `notBefore` DATETIME(6) NOT NULL,
    `version` INTEGER NOT NULL DEFAULT 0,

    INDEX `waiting_owners_priority_turn_idx`(`priority`, `turn`),
    PRIMARY KEY (`ownerId`, `priority`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- CreateTable
CREATE TABLE `outbox` (
    `id` BIGINT NOT NULL AUTO_INCREMENT,
    `destination` ENUM('videoEvents', 'fast', 'bulk') NOT NULL,
    `body` JSON NOT NULL,
    `groupId` CHAR(36) NOT NULL,
    `delaySeconds` INTEGER NOT NULL DEFAULT 0,
    `failures` INTEGER NOT NULL DEFAULT 0,
    `dueAt` DATETIME(6) NOT NULL,
    `takenBy` CHAR(36) NULL,

    INDEX `outbox_dueAt_idx`(`dueAt`),
    INDEX `outbox_takenBy_idx`(`takenBy`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
