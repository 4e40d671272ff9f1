import { runService } from '@matinee/service-kit';
import { buildApp } from './app.ts';
import { readCatalogConfig } from './config.ts';
import { createOutside } from './outside.ts';

const config = readCatalogConfig();
const { app, startBackground } = await buildApp(config, createOutside(config));
startBackground();
await runService(app, { config });
