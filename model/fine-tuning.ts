import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { regionAround } from '../src/lib/preprocess/letterbox';
import { sampleRegion } from '../src/lib/preprocess/sample-region';
import { trainingConfigSchema, type TrainingConfig } from './config';
import { Parameters } from './parameters';
import { judgeLogits } from './predict';
import type { MarkedPicture } from './samplers/judge-sampler';
import type { PackedModel } from './write-model';

type JudgeConfig = Extract<TrainingConfig, { kind: 'judge' }>;

/** Blocks, from the first, that stay as shipped: few pictures teach the last layers, not what an edge is. */
const FROZEN_BLOCKS = 13;

/** The shipped judge's weights, and its own configuration made gentle: a low rate, the early blocks frozen. */
export function continuedJudge(
	model: PackedModel,
	steps: number,
	seed: number
): { config: JudgeConfig; parameters: Parameters } {
	const shipped = v.parse(trainingConfigSchema, model.manifest.provenance.configs['judge']);
	if (shipped.kind !== 'judge') throw new Error('The manifest holds no configuration of a judge.');
	const config: JudgeConfig = {
		...shipped,
		name: 'finetune',
		seed,
		steps,
		batch: 24,
		stepsPerEpoch: steps,
		holdOut: [],
		frozenBlocks: FROZEN_BLOCKS,
		learningRate: { trunk: 5e-4, head: 1e-3, warmUpSteps: Math.min(10, steps), floor: 0.05 },
		network: model.manifest.judge.spec
	};
	delete config.startFrom;
	return { config, parameters: Parameters.ofShard(config.network, model.manifest.judge.tensors, model.judgeShard) };
}

/** How many marked pictures a judge calls rightly open or closed; disposes of the weights. */
export function accuracyOn(
	config: JudgeConfig,
	weights: Record<string, Tensor>,
	pictures: readonly MarkedPicture[]
): number {
	const { network, normalisation, sampling } = config;
	const crops = pictures.map(({ image, mouth }) =>
		sampleRegion(image, regionAround(mouth, sampling.cropScale), network.inputSize, normalisation)
	);
	const logits = judgeLogits(network, weights, crops);
	dispose(weights);
	return logits.filter(([open, closed], i) => (open! > closed! ? 'open' : 'closed') === pictures[i]!.label).length;
}
