-- Waiting tasks are handed out in turns of their owners; see src/domain/turns.ts.
ALTER TABLE `tasks`
    ADD COLUMN `ownerId` CHAR(36) NOT NULL DEFAULT '',
    ADD COLUMN `priority` TINYINT NOT NULL DEFAULT 1,
    ADD COLUMN `turn` DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    ADD COLUMN `startedAt` DATETIME(6) NULL,
    ADD COLUMN `finishedAt` DATETIME(6) NULL,
    ADD COLUMN `fraction` DOUBLE NOT NULL DEFAULT 0;

-- What waits or runs now: the order it was made in.
UPDATE `tasks` JOIN `jobs` USING (`videoKey`)
    SET `tasks`.`ownerId` = `jobs`.`ownerId`, `tasks`.`turn` = `tasks`.`availableAt`,
        `tasks`.`priority` = IF(`tasks`.`lane` = 'fast', 0, 1)
    WHERE `tasks`.`state` IN ('pending', 'running');

CREATE INDEX `tasks_state_priority_ownerId_turn_idx` ON `tasks`(`state`, `priority`, `ownerId`, `turn`);
CREATE INDEX `tasks_finishedAt_idx` ON `tasks`(`finishedAt`);

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

INSERT INTO `waiting_owners` (`ownerId`, `priority`, `turn`, `notBefore`)
    SELECT `ownerId`, `priority`, MIN(`turn`), MIN(`availableAt`) FROM `tasks`
    WHERE `state` = 'pending' GROUP BY `ownerId`, `priority`;
