import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@matinee/service-kit';
import { z } from 'zod';

const CorpusConfig = z.object({
  CORPUS_DIRECTORY: z
    .string()
    .default(join(tmpdir(), 'matinee-corpus'))
    .describe('Where the files are kept between runs.'),
  CORPUS_MUTATIONS: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(3)
    .describe('Mutations per container.'),
  CORPUS_REPORT: z.string().optional().describe('A file that gets one line of JSON for each row.'),
  CORPUS_ONLY: z
    .string()
    .default('')
    .describe('A regular expression: only rows whose name it finds are run.'),
});

export const corpusConfig = () => readConfig(CorpusConfig, process.env);
