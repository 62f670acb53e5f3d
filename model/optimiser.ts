import type { Parameters, ParameterSlot } from './parameters';

/** What AdamW keeps between steps. */
export interface OptimiserState {
	step: number;
	/** Running means of the gradient and of its square. */
	first: Float32Array;
	second: Float32Array;
	/** Exponential moving average of the weights: what is validated and shipped. */
	average: Float32Array;
}

export interface OptimiserOptions {
	/** Step size of one tensor at full schedule; 0 freezes it. */
	rateOf: (slot: ParameterSlot) => number;
	weightDecay: number;
	clipNorm: number;
	emaDecay: number;
}

const BETA1 = 0.9;
const BETA2 = 0.999;
/** Least root mean square that a tensor's step is relative to: new biases start at zero. */
const LEAST_SCALE = 0.03;

export function initialState(parameters: Parameters): OptimiserState {
	const length = parameters.values.length;
	return {
		step: 0,
		first: new Float32Array(length),
		second: new Float32Array(length),
		average: parameters.values.slice()
	};
}

/**
 * One step of AdamW (Loshchilov and Hutter 2019), in place.
 *
 * [Note: Relative steps] With batch normalisation folded away, kernels differ by orders of magnitude between layers,
 * and one absolute step size is too large for some and too small for others. Each tensor's step is therefore scaled
 * by the root mean square of its weights, as in Adafactor (Shazeer and Stern 2018).
 *
 * @param schedule factor on the step size, 0..1
 * @returns norm of the gradient before clipping
 */
export function optimiserStep(
	parameters: Parameters,
	gradient: Float32Array,
	state: OptimiserState,
	schedule: number,
	options: OptimiserOptions
): number {
	state.step++;
	const norm = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
	const clip = norm > options.clipNorm ? options.clipNorm / norm : 1;
	const correction1 = 1 - BETA1 ** state.step;
	const correction2 = 1 - BETA2 ** state.step;
	const decay = Math.min(options.emaDecay, (1 + state.step) / (10 + state.step));
	const { first, second, average } = state;
	const { values } = parameters;
	for (const slot of parameters.slots) {
		const rate = options.rateOf(slot) * schedule;
		if (rate === 0) continue;
		const step = rate * Math.max(LEAST_SCALE, rootMeanSquare(parameters.of(slot)));
		const shrink = slot.name.endsWith('/kernel') ? 1 - rate * options.weightDecay : 1;
		for (let i = slot.offset; i < slot.offset + slot.length; i++) {
			const g = gradient[i]! * clip;
			const m = (first[i] = BETA1 * first[i]! + (1 - BETA1) * g);
			const v = (second[i] = BETA2 * second[i]! + (1 - BETA2) * g * g);
			const value = values[i]! * shrink - (step * (m / correction1)) / (Math.sqrt(v / correction2) + 1e-8);
			values[i] = value;
			average[i] = decay * average[i]! + (1 - decay) * value;
		}
	}
	return norm;
}

/** Linear warm-up, then half a cosine down to `floor`. */
export function cosineSchedule(step: number, steps: number, warmUpSteps: number, floor: number): number {
	if (step < warmUpSteps) return (step + 1) / warmUpSteps;
	const progress = Math.min(1, (step - warmUpSteps) / Math.max(1, steps - warmUpSteps));
	return floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress));
}

function rootMeanSquare(values: Float32Array): number {
	let sum = 0;
	for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
	return Math.sqrt(sum / values.length);
}
