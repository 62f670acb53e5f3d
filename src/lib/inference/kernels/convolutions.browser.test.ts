import { beforeAll, describe, expect, it } from 'vitest';
import { comparison, LAYERS, type Agreement, type Layer } from '../../../../tests/support/kernel-agreement';
import { startBackend } from '../worker/backends';
import { installConvolutions } from './install';

beforeAll(async () => void (await startBackend(['wasm'], () => {})));

describe.each(['relaxed', 'plain'] as const)('our convolutions in a browser, %s', (build) => {
	let compare: (layer: Layer) => Agreement;
	beforeAll(async () => {
		compare = (await comparison(build))!;
	});

	it.each(LAYERS)('$kind $x * $filter by $by equals the library’s', ({ by, ...layer }) => {
		const agreement = compare(layer);
		expect(agreement.by).toBe(by);
		expect(agreement.difference).toBeLessThan(1e-4);
	});

	it('is what the device gets where it has it', async () => {
		expect(await installConvolutions(build)).toBe(build);
	});
});
