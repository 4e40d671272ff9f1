import { createStorage } from '@matinee/storage';
import type { Connection } from 'mariadb';
import type { Service, ServiceDatabase } from './plan.ts';
import { isDenied, patiently } from './server.ts';
import type { Task } from './task.ts';
import { compareObjects, type ObjectsReport } from './verify-objects.ts';
import { inspectTables, type TablesReport } from './verify-tables.ts';

export type Report = {
  /** Nothing essential is missing. */
  ok: boolean;
  /** What is, in sentences. */
  problems: string[];
  host: string;
  at: string;
  databases: Record<string, TablesReport>;
  objects?: ObjectsReport;
};

/**
 * Looks at a database, such as one just restored, as the services would see it, and compares it with S3. Changes
 * nothing. A backup is older than S3, so objects without a row are told and are no problem.
 */
export async function verify(task: Task): Promise<Report> {
  const { config, databases } = task;
  const problems: string[] = [];
  const report: Report = {
    ...{ ok: false, problems, host: config.DATABASE_HOST, at: new Date().toISOString() },
    databases: {},
  };
  const open: Partial<Record<Service, Connection>> = {};
  try {
    for (const database of databases) {
      const { connection, user } = await login(task, database);
      open[database.service] = connection;
      const tables = await inspectTables(connection, database, user);
      report.databases[database.name] = tables;
      problems.push(...problemsOf(database.name, tables));
    }
    const { catalog, transcode } = open;
    if (problems.length === 0 && catalog && transcode) {
      report.objects = await compare(task, { catalog, transcode });
      problems.push(...problemsOfObjects(report.objects));
    }
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  } finally {
    for (const connection of Object.values(open)) await connection.end().catch(() => connection.destroy());
  }
  report.ok = problems.length === 0;
  return report;
}

/** A restored server may be from before the last rotation: the login before is tried, too. */
async function login({ config, server, secrets, say }: Task, { name, secretId }: ServiceDatabase) {
  const open = async () => {
    for (const stage of ['AWSCURRENT', 'AWSPREVIOUS']) {
      const credentials = await secrets.read(secretId, stage);
      if (!credentials) continue;
      try {
        return { connection: await server.connect(credentials, name), user: credentials.username };
      } catch (error) {
        if (!isDenied(error)) throw error;
      }
    }
    return undefined;
  };
  const found = await patiently(open, { minutes: config.WAIT_MINUTES, say });
  if (!found) throw new Error(`${name}: no login of the secret works.`);
  return found;
}

async function compare(
  { config }: Task,
  connections: Record<'catalog' | 'transcode', Connection>,
): Promise<ObjectsReport> {
  const target = { region: config.AWS_REGION, endpoint: config.S3_ENDPOINT };
  const originals = createStorage({ ...target, bucket: config.ORIGINALS_BUCKET });
  const media = createStorage({ ...target, bucket: config.MEDIA_BUCKET });
  try {
    return await compareObjects(connections, { originals, media });
  } finally {
    originals.close();
    media.close();
  }
}

function problemsOf(name: string, { migrations, missingTables }: TablesReport): string[] {
  const { pending, failed } = migrations;
  return [
    ...(pending.length > 0 ? [`${name}: migrations are not applied: ${pending.join(', ')}.`] : []),
    ...(failed.length > 0 ? [`${name}: migrations did not end: ${failed.join(', ')}.`] : []),
    ...(missingTables.length > 0 ? [`${name}: tables are missing: ${missingTables.join(', ')}.`] : []),
  ];
}

function problemsOfObjects({ readyWithoutMaster, foreignRows }: ObjectsReport): string[] {
  const { tasksWithoutJob, readyWithoutJob } = foreignRows;
  return [
    ...(readyWithoutMaster.count > 0
      ? [`${readyWithoutMaster.count} ready videos have no master playlist in the bucket.`]
      : []),
    ...(tasksWithoutJob > 0 ? [`${tasksWithoutJob} tasks belong to no job.`] : []),
    ...(readyWithoutJob.count > 0 ? [`${readyWithoutJob.count} ready videos have no job.`] : []),
  ];
}
