import { softmax } from '../src/lib/calibration/softmax';

/** Logits of one held-out picture with the index of its true class. */
export interface LabelledLogits {
	logits: readonly number[];
	label: number;
	/** What the pictures are weighted by, so that no source rules. */
	source: string;
}

/** Mean negative log-likelihood, nats. */
export function negativeLogLikelihood(rows: readonly LabelledLogits[], temperature: number): number {
	const sum = rows.reduce(
		(total, { logits, label }) => total - Math.log(Math.max(1e-12, softmax(logits, temperature)[label]!)),
		0
	);
	return sum / rows.length;
}

/** Temperature of the least negative log-likelihood, by golden-section search between 0.25 and 8 (Guo et al. 2017). */
export function fitTemperature(rows: readonly LabelledLogits[]): number {
	if (rows.length === 0) return 1;
	const ratio = (Math.sqrt(5) - 1) / 2;
	let [low, high] = [Math.log(0.25), Math.log(8)];
	const at = (x: number) => negativeLogLikelihood(rows, Math.exp(x));
	while (high - low > 1e-3) {
		const left = high - ratio * (high - low);
		const right = low + ratio * (high - low);
		if (at(left) < at(right)) high = right;
		else low = left;
	}
	return Number(Math.exp((low + high) / 2).toFixed(4));
}

/** Expected calibration error of the named class over equal bins of confidence, 0..1. */
export function expectedCalibrationError(rows: readonly LabelledLogits[], temperature: number, bins = 15): number {
	const sums = Array.from({ length: bins }, () => ({ confidence: 0, right: 0 }));
	for (const { logits, label } of rows) {
		const p = softmax(logits, temperature);
		const confidence = Math.max(...p);
		const bin = sums[Math.min(bins - 1, Math.floor(confidence * bins))]!;
		bin.confidence += confidence;
		if (p[label] === confidence) bin.right++;
	}
	return sums.reduce((total, bin) => total + Math.abs(bin.confidence - bin.right), 0) / Math.max(1, rows.length);
}

/**
 * Least confidence from which answers of `answer` are wrong at most `target` of the time, but never so high that
 * more than `mostUnsure` of them go unanswered.
 */
export function thresholdFor(
	rows: readonly LabelledLogits[],
	temperature: number,
	answer: number,
	target: number,
	mostUnsure: number
): number {
	const answers = rows
		.map(({ logits, label }) => ({ p: softmax(logits, temperature), label }))
		.filter(({ p }) => p.every((value) => value <= p[answer]!))
		.map(({ p, label }) => ({ confidence: p[answer]!, wrong: label !== answer }))
		.toSorted((a, b) => a.confidence - b.confidence);
	const allowed = Math.floor(answers.length * mostUnsure);
	let wrongAbove = answers.filter(({ wrong }) => wrong).length;
	for (let i = 0; i <= allowed && i < answers.length; i++) {
		const { confidence, wrong } = answers[i]!;
		if (wrongAbove <= target * (answers.length - i) || i === allowed)
			return Math.max(0.5, Number(confidence.toFixed(4)));
		if (wrong) wrongAbove--;
	}
	return 0.5;
}
