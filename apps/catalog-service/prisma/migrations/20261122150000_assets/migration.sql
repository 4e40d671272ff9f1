-- AlterTable
ALTER TABLE `videos` ADD COLUMN `assets` JSON NULL,
    ADD COLUMN `chosenPosterKey` VARCHAR(255) NULL;

-- AlterTable
ALTER TABLE `media` ADD COLUMN `assets` JSON NULL;
