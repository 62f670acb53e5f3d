import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { freeShare } from './free-share';

it('finds less of the machine free while others keep its cores busy', async () => {
	const busy = Array.from({ length: 3 * availableParallelism() }, () =>
		spawn(process.execPath, ['-e', "process.stdout.write('.'); for (;;);"])
	);
	try {
		await Promise.all(busy.map((child) => once(child.stdout, 'data')));
		const share = await freeShare();
		expect(share).toBeGreaterThan(0);
		expect(share).toBeLessThan(0.75);
	} finally {
		for (const child of busy) child.kill('SIGKILL');
	}
});
