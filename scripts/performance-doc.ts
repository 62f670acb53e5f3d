import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { RESULTS } from './lib/interleave';
import { withFigures } from './lib/performance-figures';

const USAGE = `Draws the figures in docs/performance.md from bench/results/*.json; npm run bench does so at its end.

  tsx scripts/performance-doc.ts
`;

const PAGE = new URL('../docs/performance.md', import.meta.url);

const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
if (values.help) process.stdout.write(USAGE);
else writeFileSync(PAGE, withFigures(readFileSync(PAGE, 'utf8'), RESULTS));
