-- New values at the end only: MySQL then changes the definition in place, without copying the table.
ALTER TABLE `tasks` MODIFY `kind` ENUM('probe', 'video', 'audio', 'finalize', 'analyze', 'hold', 'copy') NOT NULL;
