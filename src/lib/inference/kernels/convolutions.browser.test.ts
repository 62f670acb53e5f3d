import { beforeAll, describe, expect, it } from 'vitest';
import { itAgreesOnLayers } from '../../../../tests/support/kernel-agreement';
import { startBackend } from '../worker/backends';
import { installConvolutions } from './install';

beforeAll(async () => void (await startBackend(['wasm'], () => {})));

describe.each(['relaxed', 'plain'] as const)('our convolutions in a browser, %s', (build) => {
	itAgreesOnLayers(build);

	it('is what the device gets where it has it', async () => {
		expect(await installConvolutions(build)).toBe(build);
	});
});
