import type { ProfilePoint } from './profile';

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
 * The 26 mm crown finish (DIN EN ISO 12821): a locking ring of about 26.6 mm, a recess, a reinforcing ring, a bore of
 * about 16 mm. With `twistOff`, screw ridges instead of the plain recess.
 */
export function crownFinish(neck: number, height: number, twistOff: boolean): ProfilePoint[] {
	const lip = 1.33;
	const recess = 1.19;
	const ridges: ProfilePoint[] = twistOff
		? [...bead(recess, 1.28, height - 1.15, height - 0.9), ...bead(recess, 1.28, height - 0.85, height - 0.6)]
		: [
				[recess, height - 1.1],
				[recess, height - 0.62]
			];
	return [
		...bead(neck, 1.42, height - 1.85, height - 1.2),
		...ridges,
		[lip - 0.02, height - 0.5],
		[lip, height - 0.38],
		[lip, height - 0.22],
		[lip - 0.06, height - 0.1],
		[lip - 0.17, height - 0.025],
		[lip - 0.28, height],
		[0.95, height]
	];
}

/** A 28 mm threaded finish, as of PET (PCO 1810): a support ring, a bead for the tamper band, two turns of thread, a plain lip. */
export function threadedFinish(neck: number, height: number): ProfilePoint[] {
	return [
		...bead(neck, 1.66, height - 2.05, height - 1.8),
		[1.24, height - 1.7],
		...bead(1.24, 1.4, height - 1.55, height - 1.35),
		...bead(1.24, 1.37, height - 1.15, height - 0.95),
		...bead(1.24, 1.37, height - 0.75, height - 0.55),
		[1.25, height - 0.4],
		[1.27, height - 0.15],
		[1.24, height - 0.03],
		[1.18, height]
	];
}
