import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

export type ComposeService = {
  image?: string;
  build?: { context: string; dockerfile: string; args?: Record<string, string> };
  command?: string[];
  environment?: Record<string, string | number>;
  ports?: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  network_mode?: string;
  healthcheck?: object;
  read_only?: boolean;
  tmpfs?: string[];
  cap_drop?: string[];
  security_opt?: string[];
};

export type Compose = { services: Record<string, ComposeService>; volumes: Record<string, unknown> };

export const parseCompose = (text: string): Compose => parse(text, { merge: true }) as Compose;

/** One sentence for everything that a compose file names and that does not exist. `file` is where it lies. */
export function missingParts({ services, volumes }: Compose, file: string): string[] {
  const here = dirname(file);
  const problems: string[] = [];
  const ensure = (holds: boolean, sentence: string) => void (holds || problems.push(sentence));
  for (const [name, service] of Object.entries(services)) {
    const dockerfile = service.build && join(here, service.build.context, service.build.dockerfile);
    ensure(!!service.image || !!service.build, `${name} has neither image nor build.`);
    if (service.build && dockerfile) {
      ensure(
        existsSync(join(here, service.build.context, 'package.json')),
        `${name}: its context is no checkout.`,
      );
      ensure(existsSync(dockerfile), `${name}: ${service.build.dockerfile} does not exist.`);
    }
    for (const volume of service.volumes ?? []) {
      const [source = ''] = volume.split(':');
      const there = source.startsWith('.') ? existsSync(join(here, source)) : source in volumes;
      ensure(there, `${name}: the volume ${source} does not exist.`);
    }
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      ensure(other in services, `${name} waits for ${other}, which does not exist.`);
      if (condition === 'service_healthy' && services[other])
        ensure(
          saysHowItIs(services[other], here),
          `${name} waits for the health of ${other}, which has no check.`,
        );
    }
    const shared = /^service:(.+)$/.exec(service.network_mode ?? '')?.[1];
    ensure(!shared || shared in services, `${name} shares the network of ${shared}, which does not exist.`);
    for (const port of service.ports ?? [])
      ensure(/^127\.0\.0\.1:\d+:\d+$/.test(port), `${name}: the port ${port} is open to others.`);
  }
  return problems;
}

function saysHowItIs({ healthcheck, build }: ComposeService, here: string): boolean {
  if (healthcheck) return true;
  const dockerfile = build && join(here, build.context, build.dockerfile);
  return !!dockerfile && existsSync(dockerfile) && /^HEALTHCHECK /m.test(readFileSync(dockerfile, 'utf8'));
}
