import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCheckpoint } from './checkpoint';
import type { TrainingConfig } from './config';

/**
 * Hours of work may lie under the name of a run: asked before anything is done.
 * @throws Error that names the run and the options that say what becomes of it
 */
export function refuseToReplace(run: string, allowed: boolean, options = '--again to write it anew'): void {
	if (hasCheckpoint(run) && !allowed) throw new Error(`${run} has a checkpoint: give ${options}`);
}

/** The run's folder with nothing in it but its configuration; `keep` leaves what lies there, to go on with it. */
export function openRun(run: string, config: TrainingConfig, keep = false): void {
	if (!keep) rmSync(run, { recursive: true, force: true });
	mkdirSync(run, { recursive: true });
	writeFileSync(join(run, 'config.json'), `${JSON.stringify(config, null, '\t')}\n`);
}
