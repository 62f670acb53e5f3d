/**
 * Averages the weights of runs that started from the same weights and differ in their seed: cheaper than one run of
 * their lengths together, since they run side by side, and better than each (model soups, Wortsman et al. 2022).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { saveCheckpoint } from './checkpoint';
import { readConfig } from './config';
import { initialState } from './optimiser';
import { readRun } from './package';

const USAGE = `Usage: npx tsx model/soup.ts --out RUN RUN RUN [RUN ...]
  RUN        folders of finished runs of one network, with the same startFrom
  --out RUN  folder of the averaged run, for model/export.ts and model/calibrate.ts`;

const { values: options, positionals: runs } = parseArgs({
	allowPositionals: true,
	options: { out: { type: 'string' }, help: { type: 'boolean', default: false } }
});
if (options.help || !options.out || runs.length < 2) {
	console.log(USAGE);
	process.exit(options.help ? 0 : 2);
}

const configs = runs.map((run) => readConfig(join(run, 'config.json')));
const [first] = configs;
for (const config of configs) {
	const same =
		JSON.stringify(config.network) === JSON.stringify(first!.network) && config.startFrom === first!.startFrom;
	if (!same || !first!.startFrom) throw new Error('The runs must train one network from the same weights.');
}
const networks = runs.map((run) => readRun(run, first!.kind));
const { parameters } = networks[0]!;
parameters.values.forEach((_, i, values) => {
	values[i] = networks.reduce((sum, { average }) => sum + average[i]!, 0) / networks.length;
});
mkdirSync(options.out, { recursive: true });
const config = { ...first!, name: basename(options.out) };
writeFileSync(join(options.out, 'config.json'), `${JSON.stringify(config, null, '\t')}\n`);
saveCheckpoint(options.out, parameters, { ...initialState(parameters), step: networks[0]!.step });
console.log(`${options.out}: the mean of ${runs.length} runs of ${networks[0]!.step} steps`);
