import type { Evaluation } from '../../src/lib/domain/evaluation';

const SIDE = 320;
const MARGIN = 40;

const x = (value: number) => MARGIN + value * SIDE;
const y = (value: number) => MARGIN + (1 - value) * SIDE;
const line = (points: readonly [number, number][]) =>
	points.map(([u, v]) => `${x(u).toFixed(1)},${y(v).toFixed(1)}`).join(' ');

function frame(title: string, across: string, up: string, body: string): string {
	const ticks = [0, 0.25, 0.5, 0.75, 1]
		.map(
			(t) =>
				`<text x="${x(t)}" y="${y(0) + 16}" text-anchor="middle">${t}</text><text x="${x(0) - 6}" y="${y(t) + 4}" text-anchor="end">${t}</text>`
		)
		.join('');
	return `<svg viewBox="0 0 ${SIDE + 2 * MARGIN} ${SIDE + 2 * MARGIN}" width="400" role="img" aria-label="${title}">
<rect x="${x(0)}" y="${y(1)}" width="${SIDE}" height="${SIDE}" fill="none" stroke="#999"/>${ticks}
<text x="${x(0.5)}" y="18" text-anchor="middle" font-weight="bold">${title}</text>
<text x="${x(0.5)}" y="${y(0) + 34}" text-anchor="middle">${across}</text>
<text x="12" y="${y(0.5)}" text-anchor="middle" transform="rotate(-90 12 ${y(0.5)})">${up}</text>${body}</svg>`;
}

/** Confidence against what came true, one dot a bin, its area by the bin's share. */
export function reliabilityPlot({ reliability }: Evaluation): string {
	const dots = reliability.bins
		.filter((b) => b.n > 0)
		.map(
			(b) =>
				`<circle cx="${x(b.confidence)}" cy="${y(b.accuracy)}" r="${3 + 14 * Math.sqrt(b.n / reliability.n)}" fill="#06c" fill-opacity=".5"><title>n ${b.n}</title></circle>`
		)
		.join('');
	const diagonal = `<polyline points="${line([
		[0, 0],
		[1, 1]
	])}" stroke="#999" stroke-dasharray="4"/>`;
	return frame('Reliability', 'confidence', 'accuracy', diagonal + dots);
}

/** What share is answered at what risk; the risk's axis runs to 0.25. */
export function riskCoveragePlot({ riskCoverage }: Evaluation): string {
	const curve = riskCoverage.map((p): [number, number] => [p.coverage, Math.min(1, p.risk * 4)]);
	return frame(
		'Risk–coverage',
		'coverage',
		'risk × 4',
		`<polyline points="${line(curve)}" fill="none" stroke="#c30" stroke-width="2"/>`
	);
}

/** One curve a corruption: accuracy of the answers from the mildest level to the strongest. */
export function robustnessPlot({ corruption, points }: Evaluation['robustness'][number]): string {
	const at = (i: number) => (points.length < 2 ? 0.5 : i / (points.length - 1));
	const curve = points.map((p, i): [number, number] => [at(i), p.accuracy.value ?? 0]);
	const unsure = points.map((p, i): [number, number] => [at(i), p.unsure.value ?? 0]);
	const levels = points.map((p) => p.level).join(' · ');
	const body = `<polyline points="${line(curve)}" fill="none" stroke="#063" stroke-width="2"/><polyline points="${line(unsure)}" fill="none" stroke="#a60" stroke-dasharray="4"/>`;
	return frame(corruption, levels, 'accuracy (solid), unsure (dashed)', body);
}
