import { runService } from '@matinee/service-kit';
import { buildApp } from './app.ts';
import { loadConfig } from './config.ts';

const config = loadConfig();
await runService(await buildApp(config), { config });
