import type { JudgeSpec, LocatorSpec, TrunkSpec } from '../src/lib/domain/network-spec';
import type { Picture } from './data/pictures';
import { Random } from './random';

/** Small networks and drawn pictures for tests. */

const TINY_TRUNK: TrunkSpec = {
	stem: { channels: 8, stride: 2 },
	blocks: [
		{ expansion: 1, channels: 8, stride: 1 },
		{ expansion: 2, channels: 8, stride: 2 },
		{ expansion: 2, channels: 8, stride: 1 },
		{ expansion: 2, channels: 12, stride: 2 }
	]
};

export const TINY_JUDGE: JudgeSpec = { kind: 'judge', inputSize: 32, trunk: TINY_TRUNK, headChannels: 8, classes: 3 };

export const TINY_LOCATOR: LocatorSpec = {
	kind: 'locator',
	inputSize: 64,
	trunk: TINY_TRUNK,
	tap: { block: 3, at: 'expansion' },
	fusionChannels: 8,
	headChannels: 8,
	sceneChannels: 8,
	scenes: 3
};

/** A picture of noise with a mouth in its upper half, unless `label` says otherwise. */
export function drawnPicture(label: Picture['label'], seed: number, about: Partial<Picture> = {}): Picture {
	const [width, height] = [160, 120];
	const random = new Random(seed);
	const data = Uint8Array.from({ length: width * height * 4 }, () => random.integer(256));
	const marked = label === 'open' || label === 'closed';
	return {
		file: `drawn/${label}-${seed}.png`,
		origin: 'real',
		label,
		source: `drawn-${label}`,
		group: `${seed}`,
		licence: 'own',
		material: 'glass',
		scene: 'table',
		fold: 0,
		mouth: marked ? { x: 80, y: 50, width: 20 } : null,
		width,
		height,
		offset: 0,
		sha256: '0'.repeat(64),
		image: { data, width, height },
		...about
	};
}

/** A few pictures of every kind. */
export function drawnPictures(): Picture[] {
	return (['open', 'closed', 'none', 'unclear'] as const).flatMap((label) =>
		[1, 2, 3].map((seed) => drawnPicture(label, seed))
	);
}
