-- For laptops and CI: the databases and users that `matinee-database migrate` makes on RDS.
CREATE DATABASE catalog CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE DATABASE transcode CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE USER 'catalog'@'%' IDENTIFIED BY 'catalog';
CREATE USER 'transcode'@'%' IDENTIFIED BY 'transcode';
GRANT ALL ON catalog.* TO 'catalog'@'%';
GRANT ALL ON transcode.* TO 'transcode'@'%';
