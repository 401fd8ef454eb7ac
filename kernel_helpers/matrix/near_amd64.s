#include "textflag.h"

// SUM adds the four numbers of a register and stores them. It spoils X5.
#define SUM(Y, X, place) \
	VEXTRACTF128 $1, Y, X5;  \
	VADDPD       X5, X, X;   \
	VUNPCKHPD    X, X, X5;   \
	VADDSD       X5, X, X;   \
	VMOVSD       X, place

// func near4AVX2(q, a, b, c, d *float32, n int, out *[4]float64)
// Four values of each row a turn, as float64; Y0 … Y3 hold the sums of the rows.
TEXT ·near4AVX2(SB), NOSPLIT, $0-56
	MOVQ   q+0(FP), SI
	MOVQ   a+8(FP), AX
	MOVQ   b+16(FP), BX
	MOVQ   c+24(FP), CX
	MOVQ   d+32(FP), DX
	MOVQ   n+40(FP), R8
	MOVQ   out+48(FP), DI
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
	XORQ   R9, R9

turn:
	VCVTPS2PD   (SI)(R9*4), Y4
	VCVTPS2PD   (AX)(R9*4), Y5
	VFMADD231PD Y4, Y5, Y0
	VCVTPS2PD   (BX)(R9*4), Y6
	VFMADD231PD Y4, Y6, Y1
	VCVTPS2PD   (CX)(R9*4), Y7
	VFMADD231PD Y4, Y7, Y2
	VCVTPS2PD   (DX)(R9*4), Y8
	VFMADD231PD Y4, Y8, Y3
	ADDQ        $4, R9
	CMPQ        R9, R8
	JLT         turn

	SUM(Y0, X0, 0(DI))
	SUM(Y1, X1, 8(DI))
	SUM(Y2, X2, 16(DI))
	SUM(Y3, X3, 24(DI))
	VZEROUPPER
	RET
