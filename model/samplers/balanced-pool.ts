import type { Picture } from '../data/pictures';
import type { Random } from '../random';

/**
 * Draws pictures so that no source, clip or bottle rules: the weight of a source or group grows with the square
 * root of its pictures.
 */
export class BalancedPool {
	#sources: { weight: number; groups: { weight: number; pictures: Picture[] }[] }[];

	/**
	 * @param rendersShare share of draws that come from renders, where there are both renders and photographs
	 * @param sourceWeights factors on the weights of single sources
	 */
	constructor(pictures: readonly Picture[], rendersShare = 0.2, sourceWeights: Readonly<Record<string, number>> = {}) {
		const weigh = (list: readonly Picture[]) => Math.sqrt(list.length) * (sourceWeights[list[0]!.source] ?? 1);
		const bySource = groupBy(pictures, (picture) => picture.source);
		const photographs = [...bySource].filter(([, list]) => list[0]!.origin !== 'synthetic');
		const photographWeight = photographs.reduce((sum, [, list]) => sum + weigh(list), 0);
		this.#sources = [...bySource.values()].map((list) => {
			const groups = [...groupBy(list, (picture) => picture.group).values()];
			const renders = list[0]!.origin === 'synthetic' && photographWeight > 0;
			return {
				weight: renders ? (photographWeight * rendersShare) / (1 - rendersShare) : weigh(list),
				groups: groups.map((group) => ({ weight: Math.sqrt(group.length), pictures: group }))
			};
		});
	}

	get isEmpty(): boolean {
		return this.#sources.length === 0;
	}

	draw(random: Random): Picture {
		const source = this.#sources[random.weighted(this.#sources.map((entry) => entry.weight))];
		if (!source) throw new RangeError('There is no picture of this kind to draw.');
		const group = source.groups[random.weighted(source.groups.map((entry) => entry.weight))]!;
		return random.pick(group.pictures);
	}
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const item of items) {
		const list = groups.get(key(item));
		if (list) list.push(item);
		else groups.set(key(item), [item]);
	}
	return groups;
}
