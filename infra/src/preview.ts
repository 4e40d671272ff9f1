import { recordStack, variants } from './testing.ts';

/**
 * `npm run preview [-- variant]`: what Pulumi would make, without an account or the CLI: every profile by counts, or one
 * with every resource and its inputs as JSON.
 */
const [name] = process.argv.slice(2);
const started = performance.now();
if (name !== undefined && !variants[name])
  throw new Error(`"${name}" is none of ${Object.keys(variants).join(', ')}.`);
for (const [variant, values] of Object.entries(variants)) {
  if (name !== undefined && variant !== name) continue;
  const { resources } = await recordStack(values);
  if (name === variant) console.log(JSON.stringify(resources, null, 2));
  else console.log(`${variant.padEnd(24)} ${resources.length} resources`);
}
if (name === undefined) console.log(`${((performance.now() - started) / 1000).toFixed(1)} s`);
