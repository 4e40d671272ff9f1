import { existsSync } from 'node:fs';
import { defineConfig } from 'rolldown';

/** A service as one file per entry; npm packages stay outside, workspace code goes in. */
export default defineConfig({
  input: {
    main: 'src/main.ts',
    ...(existsSync('src/worker.ts') && { worker: 'src/worker.ts' }),
  },
  platform: 'node',
  external: (id) => !/^(\.|\/|@matinee\/|#)/.test(id),
  output: { dir: 'dist', format: 'esm', sourcemap: true, cleanDir: true },
});
