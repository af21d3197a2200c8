//! The units as instructions of x86-64, on Linux.
#![allow(unsafe_code)]
// That there is a value of these types says that there are units.
#![allow(clippy::unused_self)]

use std::arch::asm;
use std::arch::x86_64::{__cpuid, __cpuid_count};
use std::marker::PhantomData;
use std::sync::OnceLock;

use super::packing;
use super::{Chunks, DEPTH, Products, RIGHT, ROW, Right, SIDE, TILE, UNROLLED, WINDOW_STEPS, Windows};

/// The matrix units, with permission to use them, on a processor that has AVX-512 too.
#[derive(Debug, Clone, Copy)]
pub(in crate::kernels) struct MatrixUnits(());

impl MatrixUnits {
    /// The units of this processor, if it has any and the system lends them.
    pub(in crate::kernels) fn new() -> Option<Self> {
        static UNITS: OnceLock<Option<MatrixUnits>> = OnceLock::new();
        *UNITS.get_or_init(|| (has_units() && ask_for_units()).then_some(Self(())))
    }

    /// Makes the units of this thread ready for whole tiles, until the result is dropped.
    #[inline(always)]
    pub(in crate::kernels) fn configure(self) -> Tiles {
        let mut configuration = Configuration([0; 64]);
        configuration.0[0] = 1;
        for tile in 0..8 {
            configuration.0[16 + 2 * tile] = 64;
            configuration.0[48 + tile] = SIDE as u8;
        }
        // SAFETY: the units are there, and the configuration is one of 64 bytes of their first form: eight tiles of 16
        // rows of 64 bytes. The compiler uses no tiles itself.
        unsafe {
            asm!("ldtilecfg [{}]", in(reg) &raw const configuration, options(nostack, readonly, preserves_flags));
        }
        Tiles { thread: PhantomData }
    }

    /// Writes [`SIDE`] rows of [`ROW`] words: the split values of [`DEPTH`] lines, position after position. The lines
    /// are `pitch` apart.
    #[inline(always)]
    pub(in crate::kernels) fn pack(self, lines: &[f32], pitch: usize, rows: &mut [u32]) {
        assert!(lines.len() >= (DEPTH - 1) * pitch + SIDE && rows.len() >= SIDE * ROW, "both are whole");
        // SAFETY: there is AVX-512, and the assertion keeps all reads and writes within the slices.
        unsafe { packing::pack(lines.as_ptr(), pitch, rows.as_mut_ptr()) }
    }

    /// Writes the tile number `tile` of both parts of one step on the right: the split values of [`DEPTH`] rows.
    #[inline(always)]
    pub(in crate::kernels) fn pack_right(self, rows: &[[f32; SIDE]; DEPTH], tile: usize, right: &mut [u32]) {
        let (high, low) = right[..RIGHT].split_at_mut(2 * TILE);
        let [high, low] = [high, low].map(|tiles| &mut tiles[tile * TILE..][..TILE]);
        // SAFETY: there is AVX-512, there are `DEPTH` rows, and `TILE` words have been cut out for each part.
        unsafe { packing::pack_right(rows.as_ptr().cast(), high.as_mut_ptr(), low.as_mut_ptr()) }
    }

    /// Transposes a tile of products.
    #[inline(always)]
    pub(in crate::kernels) fn transpose(self, tile: &mut [[f32; SIDE]; SIDE]) {
        // SAFETY: there is AVX-512, and a tile has sixteen vectors.
        unsafe { packing::transpose(tile.as_mut_ptr().cast()) }
    }
}

#[repr(C, align(64))]
struct Configuration([u8; 64]);

/// Whether the processor has the instructions that are used here.
fn has_units() -> bool {
    const TILES: u32 = 1 << 24;
    const BFLOAT16: u32 = 1 << 22;
    is_x86_feature_detected!("avx512f")
        && __cpuid(0).eax >= 7
        && __cpuid_count(7, 0).edx & (TILES | BFLOAT16) == TILES | BFLOAT16
}

/// Asks Linux for the registers of the units, which it saves only for processes that asked.
fn ask_for_units() -> bool {
    const REQUEST_PERMISSION: libc::c_long = 0x1023;
    const TILE_DATA: libc::c_long = 18;
    // SAFETY: the request changes nothing but what the process may use; a system that does not know it says so.
    unsafe { libc::syscall(libc::SYS_arch_prctl, REQUEST_PERMISSION, TILE_DATA) == 0 }
}

/// The units of this thread, ready for whole tiles.
pub(in crate::kernels) struct Tiles {
    /// Other threads have units of their own.
    thread: PhantomData<*const ()>,
}

/// The instructions for one step. No sum is needed again before three other products, and six cache lines are asked for.
#[rustfmt::skip] // each instruction on a line of its own
macro_rules! step {
    ($left:literal, $row:literal, $index:literal) => {
        concat!(
            // High by high.
            "tileloadd tmm4, [{", $left, "} + {row} + 128 * ", $row, "]\n",
            "tileloadd tmm6, [{right} + {half} + 4096 * ", $index, "]\n",
            "tdpbf16ps tmm0, tmm4, tmm6\n",
            "tileloadd tmm7, [{right} + {half} + 4096 * ", $index, " + 1024]\n",
            "tdpbf16ps tmm1, tmm4, tmm7\n",
            "tileloadd tmm5, [{", $left, "} + {row} + 128 * ", $row, " + 2048]\n",
            "tdpbf16ps tmm2, tmm5, tmm6\n",
            "tdpbf16ps tmm3, tmm5, tmm7\n",
            // Low by high.
            "tileloadd tmm4, [{", $left, "} + {row} + 128 * ", $row, " + 64]\n",
            "tdpbf16ps tmm0, tmm4, tmm6\n",
            "tdpbf16ps tmm1, tmm4, tmm7\n",
            "tileloadd tmm4, [{", $left, "} + {row} + 128 * ", $row, " + 2112]\n",
            "tdpbf16ps tmm2, tmm4, tmm6\n",
            "tdpbf16ps tmm3, tmm4, tmm7\n",
            // High by low.
            "tileloadd tmm4, [{", $left, "} + {row} + 128 * ", $row, "]\n",
            "tileloadd tmm6, [{right} + {half} + 4096 * ", $index, " + 2048]\n",
            "tdpbf16ps tmm0, tmm4, tmm6\n",
            "tileloadd tmm7, [{right} + {half} + 4096 * ", $index, " + 3072]\n",
            "tdpbf16ps tmm1, tmm4, tmm7\n",
            "tdpbf16ps tmm2, tmm5, tmm6\n",
            "tdpbf16ps tmm3, tmm5, tmm7\n",
            // What will be read next.
            "prefetcht1 [{next} + 384 * ", $index, "]\n",
            "prefetcht1 [{next} + 384 * ", $index, " + 64]\n",
            "prefetcht1 [{next} + 384 * ", $index, " + 128]\n",
            "prefetcht1 [{next} + 384 * ", $index, " + 192]\n",
            "prefetcht1 [{next} + 384 * ", $index, " + 256]\n",
            "prefetcht1 [{next} + 384 * ", $index, " + 320]\n",
        )
    };
}

impl Tiles {
    /// Computes the products of two tiles of rows on the left and two tiles on the right, summed over all steps of all
    /// `windows`, line after line. At the first place of the first window are the first rows of `left`.
    #[inline(always)]
    pub(in crate::kernels) fn multiply_windows(
        &self,
        left: &[u32],
        right: Right<'_>,
        windows: Windows,
        products: &mut Products,
    ) {
        assert!(windows.chunks > 0 && left.len() >= windows.reach() * ROW, "all rows on the left are there");
        assert!(right.tiles.len() >= windows.chunks * WINDOW_STEPS * RIGHT, "so are all tiles on the right");
        let line = windows.line * ROW;
        // SAFETY: the tiles are configured as long as `self` lives, and the compiler uses none itself. A row of `ROW` words
        // has 128 bytes, 64 of high and 64 of low parts; a tile on the right has 1024. Each step reads 32 rows, within
        // `reach`, and `RIGHT` words; written are the four tiles of products. Prefetching never faults.
        unsafe {
            asm!(
                "tilezero tmm0",
                "tilezero tmm1",
                "tilezero tmm2",
                "tilezero tmm3",
                "2:",
                step!("upper", 0, 0),
                step!("upper", 1, 1),
                step!("upper", 2, 2),
                step!("middle", 0, 3),
                step!("middle", 1, 4),
                step!("middle", 2, 5),
                step!("lower", 0, 6),
                step!("lower", 1, 7),
                step!("lower", 2, 8),
                "add {upper}, {chunk}",
                "add {middle}, {chunk}",
                "add {lower}, {chunk}",
                "add {right}, 9 * 4096",
                "add {next}, 9 * 384",
                "dec {chunks}",
                "jnz 2b",
                "tilestored [{products} + {half}], tmm0",
                "tilestored [{products} + {half} + 1024], tmm1",
                "tilestored [{products} + {half} + 2048], tmm2",
                "tilestored [{products} + {half} + 3072], tmm3",
                upper = inout(reg) left.as_ptr() => _,
                middle = inout(reg) left.as_ptr().wrapping_add(line) => _,
                lower = inout(reg) left.as_ptr().wrapping_add(2 * line) => _,
                right = inout(reg) right.tiles.as_ptr() => _,
                next = inout(reg) right.next.as_ptr() => _,
                chunks = inout(reg) windows.chunks => _,
                chunk = in(reg) windows.chunk * ROW * size_of::<u32>(),
                products = in(reg) &raw mut *products,
                row = in(reg) 128usize,
                half = in(reg) 64usize,
                options(nostack),
            );
        }
    }

    /// Computes the products of two tiles of rows on the left and two tiles on the right, summed over all `chunks`. In the
    /// first chunk are the first rows of `left`.
    #[inline(always)]
    pub(in crate::kernels) fn multiply_chunks(
        &self,
        left: &[u32],
        right: Right<'_>,
        chunks: Chunks,
        products: &mut Products,
    ) {
        assert!(chunks.count > 0 && chunks.count.is_multiple_of(UNROLLED), "whole rounds are multiplied");
        assert!(left.len() >= chunks.reach() * ROW, "all rows on the left are there");
        assert!(right.tiles.len() >= chunks.count * RIGHT, "so are all tiles on the right");
        let pitch = chunks.pitch * ROW;
        // SAFETY: as in `multiply_windows`.
        unsafe {
            asm!(
                "tilezero tmm0",
                "tilezero tmm1",
                "tilezero tmm2",
                "tilezero tmm3",
                "2:",
                step!("even", 0, 0),
                step!("odd", 0, 1),
                "add {even}, {round}",
                "add {odd}, {round}",
                "add {right}, 2 * 4096",
                "add {next}, 2 * 384",
                "dec {rounds}",
                "jnz 2b",
                "tilestored [{products} + {half}], tmm0",
                "tilestored [{products} + {half} + 1024], tmm1",
                "tilestored [{products} + {half} + 2048], tmm2",
                "tilestored [{products} + {half} + 3072], tmm3",
                even = inout(reg) left.as_ptr() => _,
                odd = inout(reg) left.as_ptr().wrapping_add(pitch) => _,
                right = inout(reg) right.tiles.as_ptr() => _,
                next = inout(reg) right.next.as_ptr() => _,
                rounds = inout(reg) chunks.count / UNROLLED => _,
                round = in(reg) UNROLLED * pitch * size_of::<u32>(),
                products = in(reg) &raw mut *products,
                row = in(reg) 128usize,
                half = in(reg) 64usize,
                options(nostack),
            );
        }
    }
}

impl Drop for Tiles {
    fn drop(&mut self) {
        // SAFETY: the tiles are this thread's, and nobody uses them any more.
        unsafe { asm!("tilerelease", options(nomem, nostack, preserves_flags)) }
    }
}
