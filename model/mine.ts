/**
 * Hard negatives (Sung and Poggio 1998): places that a locator takes for a mouth and that are none, best on pictures that
 * it was not trained on, where it errs more. The judge is trained to call them none (`decoyShare`).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dispose } from '@tensorflow/tfjs-core';
import { runCommand } from '../scripts/lib/command';
import { candidatesFromGrid } from '../src/lib/inference/candidates';
import { letterbox } from '../src/lib/preprocess/letterbox';
import { sampleRegion } from '../src/lib/preprocess/sample-region';
import { startWasm } from './backend';
import { isHeldOut } from './config';
import { DECOYS_FILE, loadPictures, readIndex, type PictureRecord, type Place } from './data/pictures';
import { readRun, servingSchema } from './package';
import { locatorRaw } from './predict';
import { readJson } from './read-json';

const USAGE = `Usage: npx tsx model/mine.ts --locator RUN [--locator ...] [--cache DIR] [--serving FILE]
  --locator RUN   folder of a run; it looks at the photographs that it held out, or at all where it held none out. The
                  first also looks at the renders without a visible mouth or with one bottle, and at what has no bottle
  --cache DIR     default model/cache; ${DECOYS_FILE} goes there
  --serving FILE  default model/configs/serving.json
`;

/** Weaker than what serving proposes: the next locator may see more in them. */
const LEAST_HEAT = 0.05;
const MOST = 4;
const BATCH = 64;

function readArguments() {
	const { values } = parseArgs({
		options: {
			locator: { type: 'string', multiple: true, default: [] },
			cache: { type: 'string', default: 'model/cache' },
			serving: { type: 'string', default: 'model/configs/serving.json' },
			help: { type: 'boolean', default: false }
		}
	});
	if (values.help) return values;
	if (values.locator.length === 0) throw new Error('--locator is missing');
	return values;
}

type Options = ReturnType<typeof readArguments>;

async function main(options: Options): Promise<number> {
	await startWasm();
	const { widthCells } = readJson(options.serving, servingSchema);
	const records = readIndex(options.cache);
	const decoys: Record<string, Place[]> = {};
	for (const [index, folder] of options.locator.entries()) {
		const { config, parameters, average } = readRun(folder, 'locator');
		const { network, normalisation } = config;
		const weights = parameters.tensors(average);
		const shown = records.filter(
			(record) =>
				record.label !== 'disputed' &&
				(record.origin === 'real' && record.fold >= 0
					? config.holdOut.length === 0 || isHeldOut(config, record)
					: index === 0 && isWhollyMarked(record))
		);
		for (let from = 0; from < shown.length; from += BATCH) {
			const pictures = loadPictures(options.cache, shown.slice(from, from + BATCH));
			const inputs = pictures.map(({ image, width, height }) =>
				sampleRegion(image, letterbox(width, height), network.inputSize, normalisation)
			);
			locatorRaw(network, weights, inputs).forEach(({ grid }, i) => {
				const { file, width, height, mouth, others } = pictures[i]!;
				const seen = candidatesFromGrid(
					grid,
					letterbox(width, height),
					{ heatThreshold: LEAST_HEAT, widthCells },
					MOST
				);
				const mouths = [mouth, ...(others ?? [])];
				const wrong = seen.filter((place) => !mouths.some((marked) => isMouth(place, marked)));
				if (wrong.length > 0) decoys[file] = wrong.map(({ x, y, width: w }) => ({ x, y, width: w }));
			});
			process.stdout.write(`\r${folder}: ${Math.min(from + BATCH, shown.length)} of ${shown.length}   `);
		}
		process.stdout.write('\n');
		dispose(weights);
	}
	writeFileSync(join(options.cache, DECOYS_FILE), JSON.stringify(decoys));
	const count = Object.values(decoys).reduce((sum, list) => sum + list.length, 0);
	console.log(`${count} places in ${Object.keys(decoys).length} pictures -> ${join(options.cache, DECOYS_FILE)}`);
	return 0;
}

/** Pictures without a mouth, and renders in which no other bottle's mouth, which nobody marked, could be taken for a wrong place. */
function isWhollyMarked({ mouth, scene }: PictureRecord): boolean {
	return mouth === null || scene === 'alone';
}

/** Whether the judge's crop about the place would show the marked mouth. */
function isMouth(place: Place, mouth: Place | null): boolean {
	return mouth !== null && Math.hypot(place.x - mouth.x, place.y - mouth.y) < Math.max(mouth.width, 1.2 * place.width);
}

await runCommand(USAGE, readArguments, main, 'cannot mine');
