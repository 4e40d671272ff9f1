// npm run -s secrets:fill -- --region us-east-1 [--rotate upload-token|worker-token]
// Gives every token of the stack that has no value a random one. AWS credentials come from the environment.
import { parseArgs } from 'node:util';
import { fill, rotateToken, tokens } from './fill.ts';
import { openSecrets } from './open-secrets.ts';

try {
  const { values } = parseArgs({ options: { region: { type: 'string' }, rotate: { type: 'string' } } });
  const secrets = openSecrets(values.region);
  const token = tokens.find((name) => name === values.rotate);
  if (values.rotate !== undefined && !token)
    throw new Error(`--rotate ${values.rotate} is not one of ${tokens.join(', ')}.`);
  if (token) await rotateToken(secrets, token, console.log);
  else await fill(secrets, console.log);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
