import { radiusAt, type Profile, type ProfilePoint } from './profile';

export type GlassStyle = 'pint' | 'tumbler' | 'goblet' | 'jar';

/** The profile of a drinking glass or a jar: what a bottle must not be mistaken for. */
export function glassProfile(style: GlassStyle, stretch = 1): Profile {
	const plans: Record<GlassStyle, { outer: ProfilePoint[]; wall: number; floor: number }> = {
		pint: {
			outer: [
				[3, 0],
				[3.05, 0.3],
				[3.5, 6],
				[4.2, 14.5],
				[4.2, 15]
			],
			wall: 0.28,
			floor: 1
		},
		tumbler: {
			outer: [
				[3.6, 0],
				[3.7, 0.3],
				[3.9, 5],
				[4, 9]
			],
			wall: 0.3,
			floor: 1.1
		},
		goblet: {
			outer: [
				[3.4, 0],
				[3.4, 0.2],
				[0.8, 0.9],
				[0.6, 3],
				[0.8, 5.5],
				[2.6, 6.6],
				[3.9, 8.5],
				[4.2, 11],
				[3.7, 14.5]
			],
			wall: 0.22,
			floor: 6.3
		},
		jar: {
			outer: [
				[3.6, 0],
				[3.9, 0.4],
				[3.9, 9],
				[3.6, 10],
				[3.1, 10.5],
				[3.1, 12]
			],
			wall: 0.3,
			floor: 0.7
		}
	};
	const plan = plans[style];
	const outer = plan.outer.map(([r, y]) => [r, y * stretch] as const);
	const rim = outer[outer.length - 1]!;
	const inner: ProfilePoint[] = [[0.01, plan.floor * stretch]];
	for (let step = 0; step <= 24; step++) {
		const y = (plan.floor + 0.25) * stretch + (rim[1] - 0.1 - (plan.floor + 0.25) * stretch) * (step / 24);
		inner.push([Math.max(0.2, radiusAt(outer, y) - plan.wall), y]);
	}
	return {
		outer: [[0.01, 0.1], ...outer, [rim[0] - plan.wall * 0.5, rim[1] + 0.08]],
		inner,
		height: rim[1] + 0.08,
		radius: Math.max(...outer.map(([r]) => r)),
		lipRadius: rim[0],
		labelBand: style === 'jar' ? [2, 8 * stretch] : null,
		neckBand: null
	};
}
