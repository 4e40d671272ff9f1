import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, readConfig, serviceConfig } from './config.ts';

const schema = z.object({ ...serviceConfig, SECRET: z.string().min(8).describe('Signs things.') });
const env = {
  PUBLIC_ORIGIN: 'https://video.example.com/ignored',
  COGNITO_USER_POOL_ID: 'us-east-1_abc',
  COGNITO_CLIENT_ID: 'client',
  SECRET: 'long enough',
};

describe('readConfig', () => {
  it('parses and applies defaults', () => {
    const config = readConfig(schema, { ...env, PORT: '4001', DOCS: 'true' });
    expect(config).toMatchObject({
      PORT: 4001,
      DOCS: true,
      HOST: '0.0.0.0',
      PUBLIC_ORIGIN: 'https://video.example.com',
    });
  });

  it('names every wrong variable in a sentence, with its purpose, without its value', () => {
    const read = () => readConfig(schema, { ...env, SECRET: 'hush', PORT: 'eighty', COGNITO_CLIENT_ID: '' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/SECRET is not valid: .*Signs things\./);
    expect(read).toThrow(/PORT is not valid/);
    expect(read).toThrow(/COGNITO_CLIENT_ID is missing/);
    expect(read).not.toThrow(/hush|eighty/);
  });
});
