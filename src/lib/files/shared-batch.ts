import { decodeFile } from '$lib/capture/decode-browser';
import { decide } from '$lib/decision/decide';
import { activity } from '$lib/session/activity.svelte';
import { sharedEngine } from '$lib/session/engine.svelte';
import { outliving } from '$lib/session/outliving.svelte';
import { settings } from '$lib/session/settings.svelte';
import { withThresholdProfile } from '$lib/session/threshold-profile';
import { FileBatch } from './file-batch.svelte';
import { recordFile } from './record-file';
import { makeThumbnail } from './thumbnail';

let shared: FileBatch | null = null;

/** The page's batch, made on first use. It outlives a walk to another screen, so that nobody loses a running list. */
export function sharedBatch(): FileBatch {
	return (shared ??= outliving(make));
}

function make(): FileBatch {
	return new FileBatch({
		client: sharedEngine().client,
		decode: decodeFile,
		decide,
		makeThumbnail,
		withThresholds: (manifest) => withThresholdProfile(manifest, settings.current.thresholdProfile),
		begin: () => activity.begin(),
		record: (check, judged, thumbnail) => recordFile(check, judged, thumbnail, settings.current),
		now: () => performance.now()
	});
}
