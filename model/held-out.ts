import { Presets, SingleBar } from 'cli-progress';
import type { Inference } from '../src/lib/domain/inference';
import type { ModelManifest } from '../src/lib/domain/model-manifest';
import { isHeldOut } from './config';
import { loadPictures, readIndex, type PictureRecord } from './data/pictures';
import { packModel, readRun, uncalibrated, type Serving } from './package';
import { engineOf } from './write-model';

/** What a pair of networks, quantized, said of a picture that neither of them was trained on. */
export interface HeldOutInference {
	/** Which pair judged it. */
	readonly pair: number;
	readonly picture: PictureRecord;
	readonly inference: Inference;
	/** Of the pair, with temperatures of 1: decisions come after calibration. */
	readonly manifest: ModelManifest;
}

/**
 * Cross-validation through the whole path of serving: each pair judges the photographs of the folds and rooms that
 * both of its networks held out. Disputed labels are left out. The WASM backend must be active.
 *
 * @param pairs folders of two runs each, `JUDGE,LOCATOR`
 * @throws Error where a pair held out no picture
 */
export async function judgeHeldOut(
	pairs: readonly string[],
	serving: Serving,
	cache: string
): Promise<HeldOutInference[]> {
	const records = readIndex(cache);
	const all: HeldOutInference[] = [];
	for (const [index, pair] of pairs.entries()) {
		const [judgeRun, locatorRun] = pair.split(',');
		const judge = readRun(judgeRun!, 'judge');
		const locator = readRun(locatorRun!, 'locator');
		const held = records.filter(
			(record) =>
				record.origin === 'real' &&
				record.label !== 'disputed' &&
				isHeldOut(judge.config, record) &&
				isHeldOut(locator.config, record)
		);
		if (held.length === 0) throw new Error(`${pair} held out no picture.`);
		const engine = await engineOf(packModel(judge, locator, serving, uncalibrated(serving), records));
		const bar = new SingleBar(
			{ format: `pair ${index + 1} of ${pairs.length} {bar} {value}/{total} {eta_formatted} left` },
			Presets.shades_classic
		);
		bar.start(held.length, 0);
		try {
			for (const { image, ...picture } of loadPictures(cache, held)) {
				const pixels = new Uint8ClampedArray(
					image.data.buffer as ArrayBuffer,
					image.data.byteOffset,
					image.data.length
				);
				const inference = await engine.judge({ data: pixels, width: image.width, height: image.height });
				all.push({ pair: index, picture, inference, manifest: engine.manifest });
				bar.increment();
			}
		} finally {
			bar.stop();
			engine.dispose();
		}
	}
	return all;
}
