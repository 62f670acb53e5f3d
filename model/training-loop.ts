import { tensor4d, tidy, valueAndGrads, type Tensor } from '@tensorflow/tfjs-core';
import type { ConvolutionOps } from '../src/lib/inference/network/layers';
import type { TrainingConfig } from './config';
import type { Objective } from './objective';
import { cosineSchedule, optimiserStep, type OptimiserState } from './optimiser';
import type { Parameters, ParameterSlot } from './parameters';
import { roundToStored } from './quantize';
import { Random } from './random';

export interface TrainingRun {
	config: TrainingConfig;
	parameters: Parameters;
	state: OptimiserState;
	objective: Objective;
	ops: ConvolutionOps;
	/** Called after every step, with the batch's loss and the gradient's norm before clipping. */
	onStep(loss: number, gradientNorm: number): void;
}

/**
 * Trains from `state.step` to `config.steps`, changing `parameters` and `state` in place. The active backend must be
 * that of `ops`.
 *
 * @throws Error where the loss is no longer a number
 */
export function train({ config, parameters, state, objective, ops, onStep }: TrainingRun): void {
	const rate = (slot: ParameterSlot) => rateOf(config, slot);
	const trained = parameters.slots.filter((slot) => rate(slot) > 0);
	const side = config.network.inputSize;
	const pixels = new Float32Array(config.batch * side * side * 3);
	const gradient = new Float32Array(parameters.values.length);
	const { warmUpSteps, floor } = config.learningRate;
	while (state.step < config.steps) {
		// One generator a step: a resumed run draws the same pictures as one that was never stopped.
		const lossOf = objective.draw(new Random(config.seed * 1_000_003 + state.step), pixels);
		const stored = state.step >= config.steps * config.quantizeFrom;
		const values = stored ? roundToStored(parameters, parameters.values) : parameters.values;
		const loss = tidy(() => {
			const weights = parameters.tensors(values);
			const x = tensor4d(pixels.slice(), [config.batch, side, side, 3]);
			const { value, grads } = valueAndGrads((...tensors: Tensor[]) =>
				lossOf({ ...weights, ...Object.fromEntries(trained.map(({ name }, i) => [name, tensors[i]!])) }, x, ops)
			)(trained.map(({ name }) => weights[name]!));
			trained.forEach((slot, i) => gradient.set(grads[i]!.dataSync<'float32'>(), slot.offset));
			return value.dataSync()[0]!;
		});
		if (!Number.isFinite(loss)) throw new Error(`The loss is ${loss} at step ${state.step}.`);
		const schedule = cosineSchedule(state.step, config.steps, warmUpSteps, floor);
		onStep(loss, optimiserStep(parameters, gradient, state, schedule, { ...config, rateOf: rate }));
	}
}

/** Step size of a tensor: none in frozen blocks, the trunk's or the head's. */
function rateOf({ frozenBlocks, learningRate }: TrainingConfig, { name }: ParameterSlot): number {
	const block = /^block_(\d+)\//.exec(name);
	const trunk = block !== null || name.startsWith('stem/');
	if (trunk && frozenBlocks > 0 && (!block || Number(block[1]) < frozenBlocks)) return 0;
	return trunk ? learningRate.trunk : learningRate.head;
}

/** One line about how far a run is, with the time left. */
export function progressLine(
	config: TrainingConfig,
	step: number,
	loss: number,
	stepsDone: number,
	sinceMs: number
): string {
	const left = Math.round((sinceMs / 1000 / stepsDone) * (config.steps - step));
	const imagesPerSecond = (stepsDone * config.batch) / (sinceMs / 1000);
	return (
		`step ${step}/${config.steps}  loss ${loss.toFixed(4)}  ${imagesPerSecond.toFixed(0)} img/s  ` +
		`${Math.floor(left / 60)} min ${left % 60} s left`
	);
}
