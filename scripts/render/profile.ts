/** A point of a half cross-section: radius and height, centimetres. */
export type ProfilePoint = readonly [radius: number, height: number];

/** Half cross-section of a vessel of revolution. Both lines run from the bottom to the rim. */
export interface Profile {
	outer: ProfilePoint[];
	inner: ProfilePoint[];
	height: number;
	/** Largest outer radius. */
	radius: number;
	/** Outer radius of the bare lip. */
	lipRadius: number;
	/** Height range in which a body label fits, null where none does. */
	labelBand: readonly [low: number, high: number] | null;
	/** Height range of the neck label. */
	neckBand: readonly [low: number, high: number] | null;
}

export type BottleStyle = 'longneck' | 'slim' | 'stubby' | 'belgian' | 'heritage';
export const bottleStyles: readonly BottleStyle[] = ['longneck', 'slim', 'stubby', 'belgian', 'heritage'];

interface Shape {
	height: number;
	body: number;
	/** Height at which the shoulder starts and at which the neck starts. */
	shoulder: number;
	neck: number;
	/** Neck radius where it starts and just under the finish. */
	neckLow: number;
	neckHigh: number;
}

const shapes: Record<BottleStyle, Shape> = {
	longneck: { height: 23, body: 3.05, shoulder: 11.5, neck: 15.5, neckLow: 1.6, neckHigh: 1.2 },
	slim: { height: 24.4, body: 3.0, shoulder: 10.5, neck: 16, neckLow: 1.55, neckHigh: 1.22 },
	stubby: { height: 17.5, body: 3.3, shoulder: 9.8, neck: 12.6, neckLow: 1.9, neckHigh: 1.3 },
	belgian: { height: 19.8, body: 3.25, shoulder: 9.6, neck: 13.6, neckLow: 1.7, neckHigh: 1.35 },
	heritage: { height: 26, body: 3.5, shoulder: 14.5, neck: 19.2, neckLow: 1.65, neckHigh: 1.3 }
};

const smoothstep = (t: number) => t * t * (3 - 2 * t);

/** Radius of the neck's outer wall at a height between the shoulder and the finish. */
function wallRadius(shape: Shape, y: number): number {
	if (y <= shape.shoulder) return shape.body;
	const finish = shape.height - 1.9;
	if (y <= shape.neck) {
		const t = smoothstep((y - shape.shoulder) / (shape.neck - shape.shoulder));
		return shape.body + (shape.neckLow - shape.body) * t;
	}
	const t = Math.min(1, (y - shape.neck) / (finish - shape.neck));
	return shape.neckLow + (shape.neckHigh - shape.neckLow) * Math.pow(t, 0.8);
}

/** A rounded bead on the outer wall between two heights, as points from low to high. */
function bead(base: number, crest: number, low: number, high: number): ProfilePoint[] {
	return Array.from({ length: 9 }, (_, step) => {
		const t = step / 8;
		return [
			base + (crest - base) * Math.sqrt(Math.max(0, 1 - Math.pow(2 * t - 1, 2))),
			low + (high - low) * t
		] as const;
	});
}

/**
 * The profile of a crown-finish bottle. The finish follows the 26 mm crown standard (DIN EN ISO 12821):
 * a locking ring of about 26.6 mm, a recess, a reinforcing ring, a bore of about 16 mm.
 * @param twistOff screw ridges instead of the plain recess
 * @param stretch factor on the height, about 0.95..1.05
 */
export function bottleProfile(style: BottleStyle, twistOff = false, stretch = 1): Profile {
	const base = shapes[style];
	const shape: Shape = {
		...base,
		height: base.height * stretch,
		shoulder: base.shoulder * stretch,
		neck: base.neck * stretch
	};
	const { height } = shape;
	const lip = 1.33;
	const recess = 1.19;
	const wall: ProfilePoint[] = [];
	for (let step = 0; step <= 40; step++) {
		const y = 0.6 + (height - 2.1 - 0.6) * (step / 40);
		wall.push([wallRadius(shape, y), y]);
	}
	const ridges: ProfilePoint[] = twistOff
		? [...bead(recess, 1.28, height - 1.15, height - 0.9), ...bead(recess, 1.28, height - 0.85, height - 0.6)]
		: [
				[recess, height - 1.1],
				[recess, height - 0.62]
			];
	const outer: ProfilePoint[] = [
		[0.01, 0.25],
		[shape.body - 0.9, 0.12],
		[shape.body - 0.45, 0],
		[shape.body - 0.15, 0.12],
		[shape.body, 0.5],
		...wall,
		...bead(shape.neckHigh, 1.42, height - 1.85, height - 1.2),
		...ridges,
		[lip - 0.02, height - 0.5],
		[lip, height - 0.38],
		[lip, height - 0.22],
		[lip - 0.06, height - 0.1],
		[lip - 0.17, height - 0.025],
		[lip - 0.28, height],
		[0.95, height]
	];
	const inner: ProfilePoint[] = [
		[0.01, 0.75],
		[shape.body - 1.2, 0.6],
		[shape.body - 0.5, 0.65],
		[shape.body - 0.3, 1]
	];
	for (let step = 1; step <= 40; step++) {
		const y = 1 + (height - 2.6 - 1) * (step / 40);
		const slack = 0.26 + 0.1 * smoothstep(Math.max(0, Math.min(1, (y - shape.shoulder) / 5)));
		inner.push([Math.max(0.85, wallRadius(shape, y) - slack), y]);
	}
	inner.push(
		[0.84, height - 1.8],
		[0.8, height - 0.9],
		[0.8, height - 0.25],
		[0.84, height - 0.08],
		[0.9, height - 0.02]
	);
	return {
		outer,
		inner,
		height,
		radius: shape.body,
		lipRadius: lip,
		labelBand: [1.6, shape.shoulder - 0.7],
		neckBand: [shape.neck + 0.6, Math.min(height - 3.2, shape.neck + 3.4)]
	};
}

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

/** Radius of a profile line at a height, by linear interpolation. */
export function radiusAt(line: readonly ProfilePoint[], y: number): number {
	for (let index = 1; index < line.length; index++) {
		const [r0, y0] = line[index - 1]!;
		const [r1, y1] = line[index]!;
		if (y >= y0 && y <= y1 && y1 > y0) return r0 + ((r1 - r0) * (y - y0)) / (y1 - y0);
	}
	return line[line.length - 1]![0];
}
