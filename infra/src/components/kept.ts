import type { Settings } from '../settings.ts';

/**
 * Option for what cannot be made again: Pulumi refuses to delete or replace it until somebody says
 * `matinee:allowDestroy`. AWS's own deletion protection follows the same setting, resource by resource.
 */
export const kept = ({ allowDestroy }: Pick<Settings, 'allowDestroy'>) => ({ protect: !allowDestroy });
