/** One instruction of a Dockerfile: continued lines joined, comments dropped. */
export type Instruction = { name: string; text: string };

export function instructions(dockerfile: string): Instruction[] {
  const lines = dockerfile
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n');
  return lines
    .filter((line) => line.trim())
    .map((line) => {
      const [name = '', ...rest] = line.trim().split(/\s+/);
      return { name: name.toUpperCase(), text: rest.join(' ') };
    });
}

/** The instructions of the last stage: what the image is. */
export function finalStage(dockerfile: string): Instruction[] {
  const all = instructions(dockerfile);
  return all.slice(all.findLastIndex(({ name }) => name === 'FROM'));
}

/** One sentence for each rule that an image of ours breaks. */
export function brokenRules(dockerfile: string, bases: Record<string, string>): string[] {
  const all = instructions(dockerfile);
  const stage = finalStage(dockerfile);
  const texts = (name: string, from = stage) =>
    from.filter((one) => one.name === name).map(({ text }) => text);
  const rules: [string, boolean][] = [
    [
      'starts from bases that a build argument can pin',
      texts('FROM', all).every((text) => /^(--platform=\S+ )?\$\{(BASE|NODE)\}( AS \w+)?$/.test(text)),
    ],
    [
      'has the bases of docker/bases.json as defaults',
      Object.entries(bases).every(([name, base]) => texts('ARG', all).includes(`${name}=${base}`)),
    ],
    [
      'lays its files with the script of the specs',
      texts('RUN', all).some((text) => text.includes('npm run --silent images -- ')),
    ],
    [
      'runs no script of a package',
      texts('RUN', all).every((text) => !/npm (ci|install)(?!.*--ignore-scripts)/.test(text)),
    ],
    [
      'takes nothing from the checkout but through the build stage',
      texts('COPY').every((text) => text.startsWith('--from=')),
    ],
    [
      'takes only Node.js itself from its image',
      texts('COPY')
        .filter((text) => text.startsWith('--from=node'))
        .map((text) => text.replace('--chmod=0111 ', ''))
        .join() === '--from=node /usr/local/bin/node /usr/local/bin/node',
    ],
    ['runs as 10001', texts('USER').join() === '10001:10001'],
    ['says how it is', texts('HEALTHCHECK').some((text) => text.endsWith('CMD ["node", "healthcheck.mjs"]'))],
    ['starts through an init process', texts('ENTRYPOINT').join() === '["tini", "-s", "--", "node"]'],
    ['has a home that can be written', texts('ENV').some((text) => text.includes('HOME=/tmp'))],
    // A volume of ECS belongs to root (0755) unless the image declares one at the same path: then it is as in the image.
    ['declares /tmp, so that its user may write to the volume there', texts('VOLUME').join() === '/tmp'],
    ['is production', texts('ENV').some((text) => text.includes('NODE_ENV=production'))],
    ['names its source', texts('LABEL').join(' ').includes('org.opencontainers.image.revision=')],
    [
      'has no secret among its arguments',
      texts('ARG', all).every((text) => !/secret|token|password|key/i.test(text)),
    ],
  ];
  return rules
    .filter(([, holds]) => !holds)
    .map(([sentence]) => `It does not hold that the image ${sentence}.`);
}
