#include "textflag.h"

DATA two<>+0(SB)/4, $2.0
GLOBL two<>(SB), RODATA|NOPTR, $4

// CELLS turns eight scores into int32 cells: min(max((s - low)·scale + 2, 0), last), truncated. A NaN is 0:
// VMAXPS then gives its last operand, which is the first here.
#define CELLS(place, Y) \
	VMOVUPS    place, Y;     \
	VSUBPS     Y0, Y, Y;     \
	VMULPS     Y1, Y, Y;     \
	VADDPS     Y2, Y, Y;     \
	VMAXPS     Y4, Y, Y;     \
	VMINPS     Y3, Y, Y;     \
	VCVTTPS2DQ Y, Y

// func cellsAVX2(scores *float32, out *uint16, n int, low, scale, last float32)
TEXT ·cellsAVX2(SB), NOSPLIT, $0-36
	MOVQ         scores+0(FP), SI
	MOVQ         out+8(FP), DI
	MOVQ         n+16(FP), CX
	VBROADCASTSS low+24(FP), Y0
	VBROADCASTSS scale+28(FP), Y1
	VBROADCASTSS two<>(SB), Y2
	VBROADCASTSS last+32(FP), Y3
	VXORPS       Y4, Y4, Y4

turn:
	CELLS(0(SI), Y5)
	CELLS(32(SI), Y6)
	VPACKUSDW Y6, Y5, Y5      // words 0-3, 8-11 | 4-7, 12-15
	VPERMQ    $0xd8, Y5, Y5
	VMOVDQU   Y5, (DI)
	ADDQ      $64, SI
	ADDQ      $32, DI
	SUBQ      $16, CX
	JNE       turn
	VZEROUPPER
	RET
