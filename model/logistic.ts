/** Logistic regression on standardised features. */
export interface Logistic {
	/** Probability of the positive class, 0..1 exclusive. */
	readonly probability: (features: Float32Array) => number;
}

const STEPS = 600;
const RATE = 0.5;

/**
 * Full-batch gradient descent with L2 regularisation: the head of a frozen network.
 *
 * @param rows features, all of one length
 * @param labels 1 for the positive class, 0 for the other
 * @param penalty strength of the regularisation
 * @throws RangeError without rows
 */
export function fitLogistic(rows: readonly Float32Array[], labels: readonly number[], penalty = 1e-2): Logistic {
	if (rows.length === 0) throw new RangeError('There is nothing to fit on.');
	const length = rows[0]!.length;
	const means = new Float64Array(length);
	const scales = new Float64Array(length);
	for (const row of rows) row.forEach((value, i) => (means[i]! += value / rows.length));
	for (const row of rows) row.forEach((value, i) => (scales[i]! += (value - means[i]!) ** 2 / rows.length));
	const standardised = (row: Float32Array) =>
		Float64Array.from(row, (value, i) => (value - means[i]!) / Math.sqrt(scales[i]! + 1e-6));
	const weights = new Float64Array(length);
	let bias = 0;
	const probabilityOf = (x: Float64Array) => {
		const z = x.reduce((sum, value, i) => sum + value * weights[i]!, bias);
		return 1 / (1 + Math.exp(-Math.max(-30, Math.min(30, z))));
	};
	const inputs = rows.map(standardised);
	for (let step = 0; step < STEPS; step++) {
		const errors = inputs.map((x, n) => (probabilityOf(x) - labels[n]!) / inputs.length);
		bias -= RATE * errors.reduce((sum, error) => sum + error, 0);
		const rate = RATE / Math.sqrt(length);
		for (let i = 0; i < length; i++) {
			const slope = errors.reduce((sum, error, n) => sum + error * inputs[n]![i]!, penalty * weights[i]!);
			weights[i]! -= rate * slope;
		}
	}
	return { probability: (features) => probabilityOf(standardised(features)) };
}
