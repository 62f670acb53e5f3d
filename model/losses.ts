import type { LocatorTarget } from './samplers/locator-sampler';

/** A loss averaged over a batch, with its gradient in the network's outputs. */
export interface LossAndGradient {
	loss: number;
	gradients: Float32Array[];
}

/** Softmax of one row of logits. */
export function softmax(logits: ArrayLike<number>): number[] {
	const values = Array.from(logits);
	const highest = Math.max(...values);
	const powers = values.map((value) => Math.exp(value - highest));
	const total = powers.reduce((sum, power) => sum + power, 0);
	return powers.map((power) => power / total);
}

/**
 * Cross-entropy with label smoothing.
 *
 * @param logits [n, classes]
 * @param labels index of each row's class; negative leaves the row out
 */
export function crossEntropy(
	logits: Float32Array,
	labels: readonly number[],
	classes: number,
	smoothing: number
): LossAndGradient {
	const gradient = new Float32Array(logits.length);
	let loss = 0;
	labels.forEach((label, row) => {
		if (label < 0) return;
		const probabilities = softmax(logits.subarray(row * classes, (row + 1) * classes));
		probabilities.forEach((probability, c) => {
			const target = (c === label ? 1 - smoothing : 0) + smoothing / classes;
			loss -= target * Math.log(Math.max(probability, 1e-12));
			gradient[row * classes + c] = (probability - target) / labels.length;
		});
	});
	return { loss: loss / labels.length, gradients: [gradient] };
}

export interface LocatorLossWeights {
	place: number;
	scene: number;
	smoothing: number;
}

/**
 * Loss of the locator: penalty-reduced focal loss on the heat map (Law and Deng 2018, as in CenterNet), smooth L1
 * on offsets and log width in the cells about the mouth, cross-entropy on the scene.
 *
 * @param grid [n, cells, cells, 4]
 * @param scene [n, 3]
 */
export function locatorLoss(
	grid: Float32Array,
	scene: Float32Array,
	targets: readonly LocatorTarget[],
	cells: number,
	weights: LocatorLossWeights
): LossAndGradient & { parts: { heat: number; place: number; scene: number } } {
	const gradient = new Float32Array(grid.length);
	const parts = { heat: 0, place: 0, scene: 0 };
	const share = 1 / targets.length;
	targets.forEach((target, n) => {
		const base = n * cells * cells * 4;
		for (let y = 0, at = base; y < cells; y++)
			for (let x = 0; x < cells; x++, at += 4) {
				const near = target.mouth ? nearness(target.mouth, x, y, cells) : null;
				if (target.heat) {
					const heat = focal(grid[at]!, near?.centre ? 1 : (near?.heat ?? 0));
					parts.heat += heat.loss * share;
					gradient[at] = heat.gradient * share;
				}
				if (!near || near.weight === 0) continue;
				[near.dx, near.dy, near.logWidth].forEach((wanted, i) => {
					const error = grid[at + 1 + i]! - wanted;
					const small = Math.abs(error) < 0.25;
					parts.place += near.weight * share * (small ? 2 * error * error : Math.abs(error) - 0.125);
					gradient[at + 1 + i] = weights.place * near.weight * share * (small ? 4 * error : Math.sign(error));
				});
			}
	});
	const sceneLoss = crossEntropy(
		scene,
		targets.map((target) => target.scene),
		3,
		weights.smoothing
	);
	parts.scene = sceneLoss.loss;
	const sceneGradient = sceneLoss.gradients[0]!.map((value) => value * weights.scene);
	return {
		loss: parts.heat + weights.place * parts.place + weights.scene * parts.scene,
		gradients: [gradient, sceneGradient],
		parts
	};
}

/** How a cell stands to the mouth: soft heat (0..1), and the regression targets with their weight. */
function nearness(mouth: { x: number; y: number; width: number }, x: number, y: number, cells: number) {
	const dx = mouth.x * cells - (x + 0.5);
	const dy = mouth.y * cells - (y + 0.5);
	const centre = Math.floor(mouth.x * cells) === x && Math.floor(mouth.y * cells) === y;
	const distance = Math.hypot(dx, dy);
	const spread = Math.max(0.8, 0.2 * mouth.width * cells);
	const heat = Math.exp(-(distance * distance) / (2 * spread * spread));
	const weight = centre ? 1 : distance < 1.5 ? 0.25 : 0;
	return {
		dx,
		dy,
		centre,
		heat: heat < 0.02 ? 0 : heat,
		weight,
		logWidth: Math.log(Math.max(mouth.width * cells, 0.05))
	};
}

function focal(logit: number, target: number): { loss: number; gradient: number } {
	const p = 1 / (1 + Math.exp(-logit));
	const logP = -softplus(-logit);
	const logQ = -softplus(logit);
	if (target === 1) return { loss: -((1 - p) ** 2) * logP, gradient: 2 * p * (1 - p) ** 2 * logP - (1 - p) ** 3 };
	const weight = (1 - target) ** 4;
	return { loss: -weight * p * p * logQ, gradient: weight * (-2 * p * p * (1 - p) * logQ + p ** 3) };
}

function softplus(value: number): number {
	return value > 30 ? value : Math.log1p(Math.exp(value));
}
