#include "textflag.h"

// Of 16 bytes in both halves of a register, i.e. pixels 0 … 4: red, green and blue of pixels 0 and 1 as
// pairs of words in the low half, of pixels 2 and 3 in the high half.
DATA pixelPairs<>+0(SB)/8, $0x8004800180038000
DATA pixelPairs<>+8(SB)/8, $0x8080808080058002
DATA pixelPairs<>+16(SB)/8, $0x800a800780098006
DATA pixelPairs<>+24(SB)/8, $0x80808080800b8008
GLOBL pixelPairs<>(SB), RODATA|NOPTR, $32

// Of a group of packed weights in both halves: the low words of weights 0 and 1 four times in the low
// half, of weights 2 and 3 in the high half.
DATA lowWords<>+0(SB)/8, $0x0302010003020100
DATA lowWords<>+8(SB)/8, $0x0302010003020100
DATA lowWords<>+16(SB)/8, $0x0706050407060504
DATA lowWords<>+24(SB)/8, $0x0706050407060504
GLOBL lowWords<>(SB), RODATA|NOPTR, $32

// The same of the high words.
DATA highWords<>+0(SB)/8, $0x0b0a09080b0a0908
DATA highWords<>+8(SB)/8, $0x0b0a09080b0a0908
DATA highWords<>+16(SB)/8, $0x0f0e0d0c0f0e0d0c
DATA highWords<>+24(SB)/8, $0x0f0e0d0c0f0e0d0c
GLOBL highWords<>(SB), RODATA|NOPTR, $32

// 0.5 in fixed point, in the low half only.
DATA halfOnce<>+0(SB)/8, $0x0020000000200000
DATA halfOnce<>+8(SB)/8, $0x0020000000200000
DATA halfOnce<>+16(SB)/8, $0
DATA halfOnce<>+24(SB)/8, $0
GLOBL halfOnce<>(SB), RODATA|NOPTR, $32

// The order of 4-byte pieces after packing within halves.
DATA unpackOrder<>+0(SB)/8, $0x0000000400000000
DATA unpackOrder<>+8(SB)/8, $0x0000000500000001
DATA unpackOrder<>+16(SB)/8, $0x0000000600000002
DATA unpackOrder<>+24(SB)/8, $0x0000000700000003
GLOBL unpackOrder<>(SB), RODATA|NOPTR, $32

// func resampleRowAVX2(dst, src *byte, outputs int, starts *int32, packed *int16, groups int)
TEXT ·resampleRowAVX2(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ outputs+16(FP), CX
	MOVQ starts+24(FP), R8
	MOVQ packed+32(FP), R9
	MOVQ groups+40(FP), R10
	VMOVDQU pixelPairs<>(SB), Y15
	VMOVDQU lowWords<>(SB), Y14
	VMOVDQU highWords<>(SB), Y13
	VMOVDQU halfOnce<>(SB), Y12

output:
	MOVLQSX (R8), AX
	LEAQ (AX)(AX*2), AX
	ADDQ SI, AX
	VMOVDQA Y12, Y0         // sums with the low words
	VPXOR Y1, Y1, Y1        // sums with the high words
	MOVQ R10, BX

group:
	VBROADCASTI128 (AX), Y2
	VPSHUFB Y15, Y2, Y2
	VBROADCASTI128 (R9), Y3
	VPSHUFB Y14, Y3, Y4
	VPSHUFB Y13, Y3, Y5
	VPMADDWD Y4, Y2, Y4
	VPADDD Y4, Y0, Y0
	VPMADDWD Y5, Y2, Y5
	VPADDD Y5, Y1, Y1
	ADDQ $12, AX
	ADDQ $16, R9
	DECQ BX
	JNZ group

	VPSLLD $15, Y1, Y1
	VPADDD Y1, Y0, Y0
	VEXTRACTI128 $1, Y0, X1
	VPADDD X1, X0, X0
	VPSRAD $22, X0, X0
	VPACKSSDW X0, X0, X0
	VPACKUSWB X0, X0, X0
	VMOVD X0, (DI)
	ADDQ $3, DI
	ADDQ $4, R8
	DECQ CX
	JNZ output
	VZEROUPPER
	RET

// func blendRowsAVX2(dst, src *byte, n, stride int, weights *int32, taps int)
TEXT ·blendRowsAVX2(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ stride+24(FP), DX
	MOVQ weights+32(FP), R8
	MOVQ taps+40(FP), R9
	VPBROADCASTD halfOnce<>(SB), Y15
	VMOVDQU unpackOrder<>(SB), Y14
	SUBQ $32, CX            // where the last block begins
	XORQ R11, R11

block:
	LEAQ (SI)(R11*1), AX
	MOVQ R8, R12
	MOVQ R9, BX
	VMOVDQA Y15, Y0
	VMOVDQA Y15, Y1
	VMOVDQA Y15, Y2
	VMOVDQA Y15, Y3

tap:
	VPBROADCASTD (R12), Y8
	VPMOVZXBD (AX), Y4
	VPMOVZXBD 8(AX), Y5
	VPMOVZXBD 16(AX), Y6
	VPMOVZXBD 24(AX), Y7
	VPMULLD Y8, Y4, Y4
	VPMULLD Y8, Y5, Y5
	VPMULLD Y8, Y6, Y6
	VPMULLD Y8, Y7, Y7
	VPADDD Y4, Y0, Y0
	VPADDD Y5, Y1, Y1
	VPADDD Y6, Y2, Y2
	VPADDD Y7, Y3, Y3
	ADDQ DX, AX
	ADDQ $4, R12
	DECQ BX
	JNZ tap

	VPSRAD $22, Y0, Y0
	VPSRAD $22, Y1, Y1
	VPSRAD $22, Y2, Y2
	VPSRAD $22, Y3, Y3
	VPACKSSDW Y1, Y0, Y0
	VPACKSSDW Y3, Y2, Y2
	VPACKUSWB Y2, Y0, Y0
	VPERMD Y0, Y14, Y0
	VMOVDQU Y0, (DI)(R11*1)
	CMPQ R11, CX
	JEQ done
	ADDQ $32, R11
	CMPQ R11, CX
	CMOVQGT CX, R11         // the last block overlaps the one before
	JMP block

done:
	VZEROUPPER
	RET
