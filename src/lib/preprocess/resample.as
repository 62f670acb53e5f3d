// AssemblyScript of resample.wasm.ts; compile with `npm run kernels`. WASM SIMD, memory of its own, no static data.
// Pixels are RGBA bytes, taps and outputs float32. Pointers are byte offsets.

@inline function madd(acc: v128, a: v128, b: v128): v128 { return f32x4.add(acc, f32x4.mul(a, b)); }

/** `first` pixel, number of taps, share outside (`size` of each), then `stride` weights for each place. */
@inline function firstOf(taps: usize, i: i32): i32 { return load<i32>(taps + ((<usize>i) << 2)); }
@inline function countOf(taps: usize, size: i32, i: i32): i32 { return load<i32>(taps + ((<usize>(size + i)) << 2)); }
@inline function outsideOf(taps: usize, size: i32, i: i32): f32 { return load<f32>(taps + ((<usize>(2 * size + i)) << 2)); }
@inline function weightsOf(taps: usize, size: i32, stride: i32, i: i32): usize {
  return taps + ((<usize>(3 * size + i * stride)) << 2);
}

/** mean[x] = sum over `count` rows of weight * pixel, for `pixels` (a multiple of 4) pixels; rows are `pitch` bytes. */
function meanRow(rows: usize, pitch: usize, pixels: i32, weights: usize, count: i32, mean: usize): void {
  for (let x = 0; x < pixels; x += 4) {
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let at = rows + ((<usize>x) << 2);
    for (let k = 0; k < count; k++, at += pitch) {
      const weight = v128.load32_splat(weights + ((<usize>k) << 2));
      const bytes = v128.load(at);
      const low = i16x8.extend_low_i8x16_u(bytes);
      const high = i16x8.extend_high_i8x16_u(bytes);
      a = madd(a, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(low)), weight);
      b = madd(b, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(low)), weight);
      c = madd(c, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(high)), weight);
      d = madd(d, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(high)), weight);
    }
    const into = mean + ((<usize>x) << 4);
    v128.store(into, a);
    v128.store(into, b, 16);
    v128.store(into, c, 32);
    v128.store(into, d, 48);
  }
}

/**
 * Output rows `from` to `to` of the resampled square: rows first, then columns.
 * @param source pixels from row `top` and column `left` of the picture on, `pitch` bytes a row
 * @param pixels columns there, a multiple of 4
 * @param mean room for one row of `pixels` RGBA float32
 * @param out [size, size, 3] with room for one value more; out = resampled * scale + offset
 */
export function resample(
  from: i32, to: i32, size: i32,
  source: usize, top: i32, left: i32, pitch: usize, pixels: i32,
  across: usize, acrossStride: i32, down: usize, downStride: i32,
  mean: usize, out: usize,
  red: f32, green: f32, blue: f32, scale: f32, offset: f32
): void {
  const colour = f32x4(red, green, blue, 0);
  const scales = f32x4.splat(scale);
  const offsets = f32x4.splat(offset);
  for (let y = from; y < to; y++) {
    const rows = source + (<usize>(firstOf(down, y) - top)) * pitch;
    meanRow(rows, pitch, pixels, weightsOf(down, size, downStride, y), countOf(down, size, y), mean);
    const above = outsideOf(down, size, y);
    let into = out + (<usize>(y * size)) * 12;
    for (let x = 0; x < size; x++, into += 12) {
      const share = outsideOf(across, size, x) * (1 - above) + above;
      let sum = f32x4.mul(colour, f32x4.splat(share));
      const count = countOf(across, size, x);
      let weight = weightsOf(across, size, acrossStride, x);
      let at = mean + ((<usize>(firstOf(across, x) - left)) << 4);
      for (let k = 0; k < count; k++, weight += 4, at += 16) {
        sum = madd(sum, v128.load(at), v128.load32_splat(weight));
      }
      v128.store(into, madd(offsets, sum, scales));
    }
  }
}
