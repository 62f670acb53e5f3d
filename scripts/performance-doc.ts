import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runCommand } from './lib/command';
import { RESULTS } from './lib/interleave';
import { withFigures } from './lib/performance-figures';

const USAGE = `Draws the figures in docs/performance.md from bench/results/*.json; npm run bench does so at its end.

  tsx scripts/performance-doc.ts
`;

const PAGE = new URL('../docs/performance.md', import.meta.url);

async function main(): Promise<number> {
	writeFileSync(PAGE, withFigures(readFileSync(PAGE, 'utf8'), RESULTS));
	return 0;
}

const readArguments = () => parseArgs({ options: { help: { type: 'boolean' } } }).values;
await runCommand(USAGE, readArguments, main, 'cannot draw the figures');
