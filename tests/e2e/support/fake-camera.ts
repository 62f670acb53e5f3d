import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * A clip for Chromium's fake camera that shows one still picture, made once by ffmpeg.
 * @returns absolute path of an MJPEG file
 */
export function stillClip(picture: string, name: string): string {
	const folder = resolve('.tmp/clips');
	mkdirSync(folder, { recursive: true });
	const clip = join(folder, `${name}.mjpeg`);
	if (existsSync(clip)) return clip;
	const fit = 'scale=480:640:force_original_aspect_ratio=decrease,pad=480:640:(ow-iw)/2:(oh-ih)/2:gray,format=yuvj420p';
	const arguments_ = ['-loop', '1', '-i', picture, '-t', '1', '-r', '10', '-vf', fit, '-q:v', '3', '-f', 'mjpeg', clip];
	execFileSync('ffmpeg', ['-y', '-loglevel', 'error', ...arguments_]);
	return clip;
}

/** Launch arguments that put the clip in the camera's place and grant the permission. */
export const cameraArguments = (clip: string) => [
	'--use-fake-device-for-media-stream',
	'--use-fake-ui-for-media-stream',
	`--use-file-for-fake-video-capture=${clip}`
];
