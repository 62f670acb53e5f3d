import { describe, expect, it } from 'vitest';
import { crossEntropy, locatorLoss, softmax } from './losses';
import { Random } from './random';
import type { LocatorTarget } from './samplers/locator-sampler';

const random = new Random(11);
const noise = (length: number) => Float32Array.from({ length }, () => random.normal());

/** Largest difference between a gradient and the central differences of its loss. */
function gradientError(values: Float32Array, gradient: Float32Array, loss: () => number): number {
	let worst = 0;
	values.forEach((value, i) => {
		const step = 1e-2;
		values[i] = value + step;
		const above = loss();
		values[i] = value - step;
		const below = loss();
		values[i] = value;
		worst = Math.max(worst, Math.abs((above - below) / (2 * step) - gradient[i]!));
	});
	return worst;
}

describe('crossEntropy', () => {
	it('is the negative logarithm of the label’s probability without smoothing', () => {
		const logits = Float32Array.of(1, 2, 0.5);
		expect(crossEntropy(logits, [1], 3, 0).loss).toBeCloseTo(-Math.log(softmax(logits)[1]!), 6);
	});

	it('has the gradient of its differences', () => {
		const logits = noise(12);
		const labels = [0, 2, -1, 1];
		const { gradients } = crossEntropy(logits, labels, 3, 0.1);
		expect(gradientError(logits, gradients[0]!, () => crossEntropy(logits, labels, 3, 0.1).loss)).toBeLessThan(1e-4);
	});

	it('leaves out rows with a negative label', () => {
		expect(crossEntropy(noise(3), [-1], 3, 0.1)).toEqual({ loss: 0, gradients: [new Float32Array(3)] });
	});
});

describe('locatorLoss', () => {
	const targets: LocatorTarget[] = [
		{ scene: 0, mouth: { x: 0.4, y: 0.3, width: 0.2 }, heat: true },
		{ scene: 1, mouth: null, heat: false },
		{ scene: 2, mouth: null, heat: true }
	];
	const weights = { place: 1, scene: 0.5, smoothing: 0.05 };

	it('has the gradient of its differences', () => {
		const grid = noise(3 * 5 * 5 * 4);
		const scene = noise(9);
		const loss = () => locatorLoss(grid, scene, targets, 5, weights).loss;
		const { gradients } = locatorLoss(grid, scene, targets, 5, weights);
		expect(gradientError(grid, gradients[0]!, loss)).toBeLessThan(1e-3);
		expect(gradientError(scene, gradients[1]!, loss)).toBeLessThan(1e-4);
	});

	it('asks nothing of the heat where a mouth is half covered', () => {
		const grid = noise(3 * 5 * 5 * 4);
		const { gradients } = locatorLoss(grid, noise(9), targets, 5, weights);
		expect(gradients[0]!.slice(100, 200).every((value) => value === 0)).toBe(true);
	});

	it('all but vanishes where the mouth’s cell says the truth and the others nothing', () => {
		const grid = new Float32Array(5 * 5 * 4);
		for (let i = 0; i < 25; i++) grid[i * 4] = -12;
		const [cx, cy] = [2, 1];
		for (let y = 0; y < 5; y++)
			for (let x = 0; x < 5; x++)
				grid.set([x === cx && y === cy ? 12 : -12, 2 - (x + 0.5), 1.5 - (y + 0.5), Math.log(1)], (y * 5 + x) * 4);
		const target: LocatorTarget = { scene: 0, mouth: { x: 0.4, y: 0.3, width: 0.2 }, heat: true };
		const { parts } = locatorLoss(grid, Float32Array.of(20, 0, 0), [target], 5, { ...weights, smoothing: 0 });
		expect(parts.heat).toBeLessThan(1e-6);
		expect(parts.place).toBeLessThan(1e-6);
		expect(parts.scene).toBeLessThan(1e-6);
	});
});
