-- CreateTable
CREATE TABLE `videos` (
    `videoKey` VARCHAR(255) NOT NULL,
    `displayName` VARCHAR(255) NOT NULL,
    `uploadTime` DATETIME(0) NOT NULL,
    `isTranscoded` BOOLEAN NOT NULL DEFAULT false,
    `email` VARCHAR(255) NOT NULL,
    `ownerId` CHAR(36) NOT NULL,
    `description` TEXT NOT NULL,
    `visibility` ENUM('public', 'unlisted', 'private') NOT NULL,
    `fileName` VARCHAR(255) NOT NULL,
    `idempotencyKey` VARCHAR(255) NULL,
    `createdAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `updatedAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `deletedAt` DATETIME(3) NULL,
    `listedAt` DATETIME(0) NULL,
    `mediaRevision` INTEGER NOT NULL DEFAULT -2,
    `status` ENUM('uploading', 'processing', 'playable', 'ready', 'failed') NOT NULL DEFAULT 'uploading',
    `progress` DOUBLE NOT NULL DEFAULT 0,
    `durationSeconds` DOUBLE NULL,
    `width` INTEGER NULL,
    `height` INTEGER NULL,
    `posterKey` VARCHAR(255) NULL,
    `masterKey` VARCHAR(255) NULL,
    `mp4Key` VARCHAR(255) NULL,
    `heights` JSON NULL,
    `failureCode` VARCHAR(50) NULL,
    `assets` JSON NULL,
    `chosenPosterKey` VARCHAR(255) NULL,

    INDEX `videos_listedAt_videoKey_idx`(`listedAt`, `videoKey`),
    INDEX `videos_ownerId_uploadTime_videoKey_idx`(`ownerId`, `uploadTime`, `videoKey`),
    INDEX `videos_status_uploadTime_idx`(`status`, `uploadTime`),
    PRIMARY KEY (`videoKey`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- CreateTable
CREATE TABLE `media` (
    `videoKey` VARCHAR(255) NOT NULL,
    `ownerId` CHAR(36) NOT NULL,
    `revision` INTEGER NOT NULL,
    `status` ENUM('uploading', 'processing', 'playable', 'ready', 'failed') NOT NULL,
    `progress` DOUBLE NOT NULL,
    `durationSeconds` DOUBLE NULL,
    `width` INTEGER NULL,
    `height` INTEGER NULL,
    `posterKey` VARCHAR(255) NULL,
    `masterKey` VARCHAR(255) NULL,
    `mp4Key` VARCHAR(255) NULL,
    `heights` JSON NOT NULL,
    `failureCode` VARCHAR(50) NULL,
    `assets` JSON NULL,
    `firstSeenAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),

    INDEX `media_firstSeenAt_idx`(`firstSeenAt`),
    PRIMARY KEY (`videoKey`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- CreateTable
CREATE TABLE `people` (
    `id` CHAR(36) NOT NULL,
    `email` VARCHAR(255) NOT NULL,
    `createdAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),

    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- CreateTable
CREATE TABLE `outbox` (
    `id` BIGINT NOT NULL AUTO_INCREMENT,
    `eventId` CHAR(36) NOT NULL,
    `body` JSON NOT NULL,
    `createdAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),

    UNIQUE INDEX `outbox_eventId_key`(`eventId`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
