import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import {
	decisionSchema,
	type JudgeManifest,
	type LocatorManifest,
	type ModelManifest
} from '../src/lib/domain/model-manifest';
import { commit } from '../scripts/lib/commit';
import { loadCheckpoint } from './checkpoint';
import { isHeldOut, readConfig, type TrainingConfig } from './config';
import type { PictureRecord } from './data/pictures';
import { Parameters } from './parameters';
import { quantizeNetwork } from './quantize';
import { sealManifest, type PackedModel } from './write-model';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** What serving needs beyond the networks: chosen by hand or by `calibrate.ts`. */
export const servingSchema = v.object({
	testTime: v.object({ scales: v.array(v.number()), mirror: v.boolean() }),
	heatThreshold: share,
	widthCells: v.object({ min: v.number(), max: v.number() }),
	refine: v.object({ passes: v.number(), windowScale: v.number() }),
	minMargin: share,
	/** See the manifest's decision: when a place that looks open keeps a picture from being called closed. */
	rival: v.object({ open: share, heatShare: share }),
	/**
	 * What the thresholds aim at: the share of wrong answers, bounded by the share of answers that may go unsure for it.
	 * Closed may cost more than open: a missed open bottle is the costly error.
	 */
	targets: v.object({
		answeredError: share,
		unsureShare: v.object({ open: share, closed: share, none: share }),
		sceneError: share,
		sceneUnsureShare: share
	})
});

export const calibrationSchema = v.object({
	temperature: v.number(),
	/** See the manifest's judge; 0 in calibrations from before it. */
	doubt: v.optional(v.number(), 0),
	sceneTemperature: v.number(),
	decision: decisionSchema,
	/** Answers that the temperature was fitted on, by source; all of them held out of training. */
	fittedOn: v.record(v.string(), v.number()),
	negativeLogLikelihood: v.object({ before: v.number(), after: v.number() }),
	expectedCalibrationError: v.object({ before: v.number(), after: v.number() })
});

export type Serving = v.InferOutput<typeof servingSchema>;
export type Calibration = v.InferOutput<typeof calibrationSchema>;
/** What of a calibration decides; the rest says where it comes from. */
export type CalibratedPolicy = Pick<Calibration, 'temperature' | 'doubt' | 'sceneTemperature' | 'decision'>;

/** A trained network as a run left it. */
export interface TrainedNetwork<Kind extends TrainingConfig['kind'] = TrainingConfig['kind']> {
	config: Extract<TrainingConfig, { kind: Kind }>;
	parameters: Parameters;
	/** Averaged weights: what is shipped. */
	average: Float32Array;
	step: number;
}

/** Reads a run's configuration and averaged weights. */
export function readRun<Kind extends TrainingConfig['kind']>(run: string, kind: Kind): TrainedNetwork<Kind> {
	const config = readConfig(join(run, 'config.json'));
	if (config.kind !== kind) throw new Error(`${run} is the run of a ${config.kind}, not of a ${kind}.`);
	const parameters = new Parameters(config.network);
	const state = loadCheckpoint(run, parameters);
	if (!state) throw new Error(`${run} has no checkpoint.`);
	return { config: config as TrainedNetwork<Kind>['config'], parameters, average: state.average, step: state.step };
}

/** Before calibration: temperatures of 1 and the evenest thresholds. */
export function uncalibrated(serving: Serving): CalibratedPolicy {
	return {
		temperature: 1,
		doubt: 0,
		sceneTemperature: 1,
		decision: {
			thresholds: { open: 0.5, closed: 0.5, none: 0.5 },
			minMargin: serving.minMargin,
			rival: serving.rival,
			sceneThresholds: { noBottle: 0.9, mouthHidden: 0.9 }
		}
	};
}

/** A manifest whose decisions follow another calibration. */
export function withCalibration(manifest: ModelManifest, calibration: CalibratedPolicy): ModelManifest {
	return {
		...manifest,
		judge: { ...manifest.judge, temperature: calibration.temperature, doubt: calibration.doubt },
		locator: { ...manifest.locator, sceneTemperature: calibration.sceneTemperature },
		decision: calibration.decision
	};
}

/** Quantizes both networks and writes the manifest that describes them; the version is a hash of it all. */
export function packModel(
	judge: TrainedNetwork<'judge'>,
	locator: TrainedNetwork<'locator'>,
	serving: Serving,
	calibration: CalibratedPolicy,
	pictures: readonly PictureRecord[]
): PackedModel {
	const judgePart = pack(judge, 'weights-judge.bin');
	const locatorPart = pack(locator, 'weights-locator.bin');
	const judgeManifest: JudgeManifest = {
		...judgePart.fields,
		spec: judge.config.network,
		classes: ['open', 'closed', 'none'],
		cropScale: judge.config.sampling.cropScale,
		temperature: calibration.temperature,
		doubt: calibration.doubt,
		testTime: serving.testTime
	};
	const locatorManifest: LocatorManifest = {
		...locatorPart.fields,
		spec: locator.config.network,
		scenes: ['mouth-visible', 'mouth-hidden', 'no-bottle'],
		sceneTemperature: calibration.sceneTemperature,
		heatThreshold: serving.heatThreshold,
		widthCells: serving.widthCells,
		refine: serving.refine
	};
	const content = {
		schemaVersion: 1 as const,
		judge: judgeManifest,
		locator: locatorManifest,
		decision: calibration.decision,
		provenance: {
			configs: {
				judge: { ...judge.config, steps: judge.step },
				locator: { ...locator.config, steps: locator.step },
				serving
			},
			seed: judge.config.seed,
			commit: commit(),
			pictures: countPictures(pictures.filter((picture) => !isHeldOut(judge.config, picture))),
			backbone: 'Keras MobileNetV2(alpha=0.35), ImageNet weights, Apache-2.0, fine-tuned'
		}
	};
	return { manifest: sealManifest(content), judgeShard: judgePart.bytes, locatorShard: locatorPart.bytes };
}

/** Quantizes one network; its part of the manifest but for what serving adds. */
export function pack(
	network: Pick<TrainedNetwork<'judge'> | TrainedNetwork<'locator'>, 'config' | 'parameters' | 'average'>,
	file: string
) {
	const { config, parameters, average } = network;
	const { tensors, bytes } = quantizeNetwork(parameters, average);
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	return {
		fields: { normalisation: config.normalisation, tensors, shards: [{ file, bytes: bytes.byteLength, sha256 }] },
		bytes
	};
}

function countPictures(pictures: readonly PictureRecord[]) {
	const counts: Record<string, Record<string, number>> = {};
	for (const { source, label } of pictures) {
		if (label === 'disputed') continue;
		const bySource = (counts[source] ??= {});
		bySource[label] = (bySource[label] ?? 0) + 1;
	}
	return counts;
}
