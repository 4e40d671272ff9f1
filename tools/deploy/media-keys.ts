// npm run -s media:keys -- --region us-east-1 [--replace first|second --signing first|second]
// Prints the public keys: pulumi config set matinee:mediaKeys "$(npm run -s media:keys -- --region us-east-1)"
import { parseArgs } from 'node:util';
import { mediaKeys, slots } from './media-key-pairs.ts';
import { openSecrets } from './open-secrets.ts';

const slotOf = (option: string, value: string | undefined) => {
  const slot = slots.find((candidate) => candidate === value);
  if (value !== undefined && !slot) throw new Error(`--${option} ${value} is neither first nor second.`);
  return slot;
};

try {
  const { values } = parseArgs({
    options: { region: { type: 'string' }, replace: { type: 'string' }, signing: { type: 'string' } },
  });
  const replace = slotOf('replace', values.replace);
  const signing = slotOf('signing', values.signing);
  console.log(JSON.stringify(await mediaKeys(openSecrets(values.region), { replace, signing })));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
