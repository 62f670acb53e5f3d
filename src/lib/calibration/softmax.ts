import type { Logits, Probabilities } from '../domain/inference';

/** Numerically safe softmax(z / T) over any number of classes; T > 0. */
export function softmax(logits: readonly number[], temperature = 1): number[] {
	const top = Math.max(...logits);
	const exponents = logits.map((z) => Math.exp((z - top) / temperature));
	const sum = exponents.reduce((a, b) => a + b, 0);
	return exponents.map((e) => e / sum);
}

/**
 * Calibrated class probabilities by temperature scaling (Guo et al., arXiv 1706.04599).
 * @param logits judge outputs, shape [3]
 * @param temperature the manifest's softmax temperature, > 0
 */
export function calibrate(logits: Logits, temperature: number): Probabilities {
	const [open, closed, none] = softmax(logits, temperature) as [number, number, number];
	return { open, closed, none };
}
