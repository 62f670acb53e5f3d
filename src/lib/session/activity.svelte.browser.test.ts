import { flushSync } from 'svelte';
import { expect, it } from 'vitest';
import { activity } from './activity.svelte';

it('lets an effect begin a piece of work once, not again for having begun it', () => {
	let begun = 0;
	const end = $effect.root(() => {
		$effect(() => {
			begun++;
			return activity.begin();
		});
	});
	flushSync();
	expect([begun, activity.busy]).toEqual([1, true]);
	end();
	expect(activity.busy).toBe(false);
});
