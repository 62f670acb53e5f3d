// AssemblyScript of convolutions.wasm.ts; compile with `npm run kernels`. Works on the memory of TensorFlow.js's own WASM
// module and holds no static data, since that memory is another module's. Values are float32, layouts NHWC, pointers byte
// offsets. What does not divide by the size of a tile is covered by a last tile that overlaps the one before.

/** One rounding where the build has relaxed SIMD, two where not; sums differ by that alone. */
@inline function madd(sum: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(sum, f32x4.mul(a, b));
}
/** The pseudo forms are one instruction each on x86; in this order of operands they hand NaN on. */
@inline function clamp(v: v128, low: v128, high: v128): v128 { return f32x4.pmin(f32x4.pmax(v, low), high); }
@inline function store8(at: usize, a: v128, b: v128, low: v128, high: v128): void {
  v128.store(at, clamp(a, low, high));
  v128.store(at, clamp(b, low, high), 16);
}

/**
 * out[4, 8] = bias[8] + x[4, segments * k] * w[segments * k, 8]; `xs`, `ws` and `outs` are bytes from row to row, `pitch`
 * from one segment of a row of x to the next.
 */
function tile4x8(
  x: usize, xs: usize, segments: i32, pitch: usize, k: i32, w: usize, ws: usize, bias: usize, out: usize, outs: usize,
  low: v128, high: v128
): void {
  let a0 = v128.load(bias), a1 = v128.load(bias, 16);
  let b0 = a0, b1 = a1, c0 = a0, c1 = a1, d0 = a0, d1 = a1;
  for (; segments > 0; segments--, x += pitch) {
    const x1 = x + xs, x2 = x1 + xs, x3 = x2 + xs;
    for (let at: usize = 0, end = (<usize>k) << 2; at < end; at += 4) {
      const w0 = v128.load(w), w1 = v128.load(w, 16);
      const s0 = v128.load32_splat(x + at);
      a0 = madd(a0, s0, w0); a1 = madd(a1, s0, w1);
      const s1 = v128.load32_splat(x1 + at);
      b0 = madd(b0, s1, w0); b1 = madd(b1, s1, w1);
      const s2 = v128.load32_splat(x2 + at);
      c0 = madd(c0, s2, w0); c1 = madd(c1, s2, w1);
      const s3 = v128.load32_splat(x3 + at);
      d0 = madd(d0, s3, w0); d1 = madd(d1, s3, w1);
      w += ws;
    }
  }
  store8(out, a0, a1, low, high); out += outs;
  store8(out, b0, b1, low, high); out += outs;
  store8(out, c0, c1, low, high); out += outs;
  store8(out, d0, d1, low, high);
}

/** Values that stay in the first cache beside the rest. */
const CACHED = 4096;

/**
 * out[rows, n] = bias[n] + x[rows, k] * w[k, n], clamped; at least 4 rows and 8 columns. Where w stays in the cache, four
 * rows are finished at a time; where not, 8 columns of w serve as many rows of x as stay there.
 */
export function pointwise(
  x: usize, w: usize, bias: usize, out: usize, rows: i32, k: i32, n: i32, lowest: f32, highest: f32
): void {
  const low = f32x4.splat(lowest), high = f32x4.splat(highest);
  const xs = (<usize>k) << 2, ws = (<usize>n) << 2;
  const run = k * n <= CACHED ? 4 : max(4, (CACHED / k) & ~3);
  for (let from = 0; from < rows; from += run) {
    const to = min(rows, from + run);
    for (let j = 0; j < n; j += 8) {
      const column = (<usize>min(j, n - 8)) << 2;
      for (let i = from; i < to; i += 4) {
        const row = <usize>min(i, rows - 4);
        tile4x8(x + row * xs, xs, 1, 0, k, w + column, ws, bias + column, out + row * ws + column, ws, low, high);
      }
    }
  }
}

/**
 * Convolution with w[size, size, c, n], a row of the output at a time; ow at least 4, n at least 8.
 * @param padded room for the rows under the kernel, with their padding: size * ((ow - 1) * stride + size) * c values
 */
export function convolution(
  x: usize, w: usize, bias: usize, out: usize, padded: usize, batch: i32, h: i32, width: i32, c: i32,
  oh: i32, ow: i32, n: i32, size: i32, stride: i32, top: i32, left: i32, lowest: f32, highest: f32
): void {
  const low = f32x4.splat(lowest), high = f32x4.splat(highest);
  const pixel = (<usize>c) << 2, row = pixel * width, ws = (<usize>n) << 2;
  const columns = (ow - 1) * stride + size;
  const pitch = pixel * columns, before = pixel * left;
  const inside = pixel * min(width, columns - left);
  for (let b = 0; b < batch; b++, x += row * h)
    for (let oy = 0; oy < oh; oy++, out += ws * ow) {
      memory.fill(padded, 0, pitch * size);
      for (let ky = 0; ky < size; ky++) {
        const iy = oy * stride - top + ky;
        if (iy >= 0 && iy < h) memory.copy(padded + pitch * ky + before, x + row * iy, inside);
      }
      for (let j = 0; j < n; j += 8) {
        const column = (<usize>min(j, n - 8)) << 2;
        for (let i = 0; i < ow; i += 4) {
          const ox = <usize>min(i, ow - 4);
          const from = padded + ox * stride * pixel;
          tile4x8(from, stride * pixel, size, pitch, size * c, w + column, ws, bias + column, out + ox * ws + column, ws, low, high);
        }
      }
    }
}

@inline function mask(is: bool): v128 { return i32x4.splat(is ? -1 : 0); }

/**
 * 3x3 depthwise convolution with w[3, 3, c]; c at least 4, h and width at least 2, at most one row or column of padding
 * on each side. Kernel rows above and below the picture count as zeros; columns beside it are left out.
 */
export function depthwise3x3(
  x: usize, w: usize, bias: usize, out: usize, batch: i32, h: i32, width: i32, channels: i32,
  oh: i32, ow: i32, stride: i32, top: i32, left: i32, lowest: f32, highest: f32
): void {
  const low = f32x4.splat(lowest), high = f32x4.splat(highest);
  const pixel = (<usize>channels) << 2, pitch = pixel * width, step = pixel * stride;
  const right = (ow - 1) * stride - left + 3 > width;
  const inside = (<usize>(ow - left - i32(right))) * pixel;
  for (let n = 0; n < batch; n++, x += pitch * h)
    for (let oy = 0; oy < oh; oy++, out += pixel * ow) {
      const iy = oy * stride - top;
      const above = iy >= 0, below = iy + 2 < h;
      const m0 = mask(above), m2 = mask(below);
      const middle = x + (<usize>(iy + 1)) * pitch;
      for (let channel: usize = 0; channel < pixel; channel += 16) {
        const at = min(channel, pixel - 16);
        const v = bias + at;
        let k = w + at;
        const k0 = v128.and(v128.load(k), m0); k += pixel;
        const k1 = v128.and(v128.load(k), m0); k += pixel;
        const k2 = v128.and(v128.load(k), m0); k += pixel;
        const k3 = v128.load(k); k += pixel;
        const k4 = v128.load(k); k += pixel;
        const k5 = v128.load(k); k += pixel;
        const k6 = v128.and(v128.load(k), m2); k += pixel;
        const k7 = v128.and(v128.load(k), m2); k += pixel;
        const k8 = v128.and(v128.load(k), m2);
        let to = out + at;
        let b = middle + at;
        let a = above ? b - pitch : b;
        let c = below ? b + pitch : b;
        if (left) {
          let sum = madd(v128.load(v), v128.load(a), k1);
          sum = madd(sum, v128.load(a + pixel), k2);
          sum = madd(sum, v128.load(b), k4);
          sum = madd(sum, v128.load(b + pixel), k5);
          sum = madd(sum, v128.load(c), k7);
          sum = madd(sum, v128.load(c + pixel), k8);
          v128.store(to, clamp(sum, low, high));
          to += pixel;
          a += step - pixel; b += step - pixel; c += step - pixel;
        }
        const end = to + inside;
        // Two places at once share two thirds of what they read.
        if (stride == 1) for (; to + pixel < end; to += 2 * pixel) {
          let p = v128.load(a), q = v128.load(a + pixel);
          let sum = madd(v128.load(v), p, k0), next = madd(v128.load(v), q, k0);
          a += 2 * pixel;
          sum = madd(sum, q, k1);
          p = v128.load(a);
          next = madd(next, p, k1); sum = madd(sum, p, k2);
          next = madd(next, v128.load(a + pixel), k2);
          p = v128.load(b); q = v128.load(b + pixel);
          sum = madd(sum, p, k3); next = madd(next, q, k3);
          b += 2 * pixel;
          sum = madd(sum, q, k4);
          p = v128.load(b);
          next = madd(next, p, k4); sum = madd(sum, p, k5);
          next = madd(next, v128.load(b + pixel), k5);
          p = v128.load(c); q = v128.load(c + pixel);
          sum = madd(sum, p, k6); next = madd(next, q, k6);
          c += 2 * pixel;
          sum = madd(sum, q, k7);
          p = v128.load(c);
          next = madd(next, p, k7); sum = madd(sum, p, k8);
          next = madd(next, v128.load(c + pixel), k8);
          v128.store(to, clamp(sum, low, high));
          v128.store(to + pixel, clamp(next, low, high));
        }
        for (; to < end; to += pixel) {
          let sum = madd(v128.load(v), v128.load(a), k0);
          sum = madd(sum, v128.load(a + pixel), k1);
          sum = madd(sum, v128.load(a + 2 * pixel), k2);
          sum = madd(sum, v128.load(b), k3);
          sum = madd(sum, v128.load(b + pixel), k4);
          sum = madd(sum, v128.load(b + 2 * pixel), k5);
          sum = madd(sum, v128.load(c), k6);
          sum = madd(sum, v128.load(c + pixel), k7);
          sum = madd(sum, v128.load(c + 2 * pixel), k8);
          v128.store(to, clamp(sum, low, high));
          a += step; b += step; c += step;
        }
        if (right) {
          let sum = madd(v128.load(v), v128.load(a), k0);
          sum = madd(sum, v128.load(a + pixel), k1);
          sum = madd(sum, v128.load(b), k3);
          sum = madd(sum, v128.load(b + pixel), k4);
          sum = madd(sum, v128.load(c), k6);
          sum = madd(sum, v128.load(c + pixel), k7);
          v128.store(to, clamp(sum, low, high));
        }
      }
    }
}

/** out = a + b, of `length` values. */
export function add(a: usize, b: usize, out: usize, length: i32): void {
  const end = out + ((<usize>length) << 2);
  for (; out + 16 <= end; a += 16, b += 16, out += 16) v128.store(out, f32x4.add(v128.load(a), v128.load(b)));
  for (; out < end; a += 4, b += 4, out += 4) store<f32>(out, load<f32>(a) + load<f32>(b));
}
