import { parse } from 'yaml';

export type Step = {
  name?: string;
  id?: string;
  if?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, unknown>;
};

export type Job = {
  needs?: string | string[];
  if?: string;
  'runs-on'?: string;
  'timeout-minutes'?: number;
  permissions?: Record<string, string> | string;
  environment?: string;
  concurrency?: { group: string; 'cancel-in-progress'?: boolean };
  uses?: string;
  with?: Record<string, unknown>;
  secrets?: Record<string, string> | string;
  steps?: Step[];
};

export type Workflow = {
  /** File name. */
  file: string;
  text: string;
  on: Record<string, { inputs?: Record<string, { required?: boolean }> } | null>;
  permissions?: unknown;
  concurrency?: { group: string; 'cancel-in-progress'?: unknown };
  defaults?: { run?: { shell?: string } };
  jobs: Record<string, Job>;
};

export const parseWorkflow = (file: string, text: string): Workflow => ({
  ...(parse(text) as Omit<Workflow, 'file' | 'text'>),
  file,
  text,
});
