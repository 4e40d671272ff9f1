// node tools/deploy/release.ts <outputs.json> <digests.json> <release.json>
// Writes what to deploy and what to go back to: {"next": {…}, "previous": {…} | null, "same": false}.
import { readFileSync, writeFileSync } from 'node:fs';
import { planRelease } from './release-plan.ts';
import { readOutputs } from './stack-outputs.ts';

try {
  const [outputs, digests, target] = process.argv.slice(2);
  if (!outputs || !digests || !target)
    throw new Error('Usage: node tools/deploy/release.ts <outputs.json> <digests.json> <release.json>');
  const release = planRelease(
    JSON.parse(readFileSync(digests, 'utf8')) as Record<string, string>,
    readOutputs(readFileSync(outputs, 'utf8')),
  );
  writeFileSync(target, `${JSON.stringify(release, null, 2)}\n`);
  const changed = Object.entries(release.next).filter(
    ([name, image]) => release.previous?.[name as keyof typeof release.previous] !== image,
  );
  console.log(changed.length === 0 ? 'Nothing changed.' : changed.map(([, image]) => image).join('\n'));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
