import type { Profile } from '../profiles.ts';

/** Connections that one task of catalog or transcode opens (`DATABASE_CONNECTIONS`): a task has a quarter of a core. */
export const connectionsPerTask = 5;

/**
 * Enough for both services at their most, old and new tasks side by side in a deployment, and 20 for one-off tasks and
 * people. RDS's own formula gives its smallest instance about 60, which a busy deployment would exhaust; one that waits
 * takes some 100 KiB.
 */
const maxConnections = ({ services }: Profile) => services.most * 2 * 2 * connectionsPerTask + 20;

/** Values of MySQL's variables, as RDS takes them: all apply without a restart. */
export const parametersOf = (profile: Profile) => ({
  // ON; the parameter group takes numbers for what is on or off.
  require_secure_transport: '1',
  character_set_server: 'utf8mb4',
  // As the migrations make their tables (tools/db/ddl).
  collation_server: 'utf8mb4_unicode_ci',
  // MySQL's own default, said here because RDS's has been laxer: a value that does not fit is refused, not cut.
  sql_mode:
    'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
  local_infile: '0',
  slow_query_log: '1',
  /** Seconds. */
  long_query_time: '1',
  log_output: 'FILE',
  max_connections: String(maxConnections(profile)),
});
