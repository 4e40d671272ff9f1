import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { constraintName } from './names.ts';

const schema = (generator: string) => `
generator ddl {
  provider = "node ${generator}"
  output   = "./schema.sql"
}
datasource db {
  provider = "mysql"
}
enum Level {
  low
  high @map("very 'high'")
}
model Author {
  id     Int    @id @default(autoincrement())
  name   String @unique
  books  Book[]
}
model Book {
  id        String   @default(uuid(7)) @db.Char(36)
  part      Int      @default(1) @db.UnsignedSmallInt
  title     String   @default("it's") @map("book_title") @db.VarChar(120)
  text      String?  @db.Text
  level     Level    @default(high)
  price     Decimal  @db.Decimal(10, 2)
  size      BigInt   @db.UnsignedBigInt
  sold      Boolean  @default(false)
  weight    Float?
  extra     Json
  cover     Bytes?
  written   DateTime @default(now())
  printed   DateTime @default(now()) @db.DateTime(0)
  authorId  Int
  editorId  Int?
  author    Author   @relation(fields: [authorId], references: [id], onDelete: Cascade)
  @@id([id, part])
  @@unique([authorId, title(length: 20)])
  @@index([level, written(sort: Desc)], map: "by_level")
  @@fulltext([title, text])
  @@map("books")
}
`;

const dir = mkdtempSync(join(tmpdir(), 'matinee-ddl-'));
let sql = '';

beforeAll(() => {
  const file = join(dir, 'schema.prisma');
  writeFileSync(file, schema(resolve(import.meta.dirname, '../ddl-generator.ts')));
  execFileSync('npx', ['prisma', 'generate', '--schema', file], {
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: resolve(import.meta.dirname, '../no-schema-engine.mjs'),
    },
    stdio: 'pipe',
  });
  sql = readFileSync(join(dir, 'schema.sql'), 'utf8');
});
afterAll(() => rmSync(dir, { recursive: true }));

describe('prisma/schema.sql', () => {
  it.each([
    ['a number that counts up', '`id` INTEGER NOT NULL AUTO_INCREMENT,'],
    ['text without a native type', '`name` VARCHAR(191) NOT NULL,'],
    ['an id made by the client', '`id` CHAR(36) NOT NULL,'],
    ['an unsigned native type', '`part` SMALLINT UNSIGNED NOT NULL DEFAULT 1,'],
    ['a mapped column and a quote in its default', "`book_title` VARCHAR(120) NOT NULL DEFAULT 'it''s',"],
    ['optional text', '`text` TEXT NULL,'],
    ['an enum with a mapped value', "`level` ENUM('low', 'very ''high''') NOT NULL DEFAULT 'very ''high''',"],
    ['a decimal', '`price` DECIMAL(10, 2) NOT NULL,'],
    ['a big number', '`size` BIGINT UNSIGNED NOT NULL,'],
    ['a boolean', '`sold` BOOLEAN NOT NULL DEFAULT false,'],
    ['JSON', '`extra` JSON NOT NULL,'],
    ['bytes', '`cover` LONGBLOB NULL,'],
    ['the time of insertion', '`written` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),'],
    ['a time in whole seconds', '`printed` DATETIME(0) NOT NULL DEFAULT CURRENT_TIMESTAMP(0),'],
    ['a unique field', 'UNIQUE INDEX `Author_name_key`(`name`),'],
    [
      'a unique index over a prefix',
      'UNIQUE INDEX `books_authorId_book_title_key`(`authorId`, `book_title`(20)),',
    ],
    ['a named index with an order', 'INDEX `by_level`(`level`, `written` DESC),'],
    ['a full-text index', 'FULLTEXT INDEX `books_book_title_text_idx`(`book_title`, `text`),'],
    ['a key of two columns', 'PRIMARY KEY (`id`, `part`)\n)'],
    [
      'a relation',
      'ALTER TABLE `books` ADD CONSTRAINT `books_authorId_fkey` FOREIGN KEY (`authorId`)' +
        ' REFERENCES `Author`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;',
    ],
  ])('has %s', (_title, line) => {
    expect(sql).toContain(line);
  });

  it('has no column for the other side of a relation', () => {
    expect(sql).not.toMatch(/^ +`(books|author)` /m);
  });

  it('brings the tables before the relations', () => {
    expect(sql.match(/^-- \w+/gm)).toEqual(['-- CreateTable', '-- CreateTable', '-- AddForeignKey']);
  });
});

it('a name that MySQL would not take is cut before its suffix', () => {
  const name = constraintName('t'.repeat(40), ['c'.repeat(40)], 'idx');
  expect(name).toHaveLength(64);
  expect(name).toMatch(/c_idx$/);
});
