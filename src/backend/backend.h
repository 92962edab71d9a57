/* SPDX-License-Identifier: GPL-2.0-or-later */
/* backend.h - one way to reach the kernel's page tables and page frames. */
#ifndef MEMMAP_BACKEND_BACKEND_H
#define MEMMAP_BACKEND_BACKEND_H

#include "base/root.h"
#include "model/memory.h"
#include "model/translation.h"

struct arch_space;
struct backend;
struct kernel;
struct memory;

/* Beside those of enum memmap_frame_status: a snapshot may have been taken without the frame. */
#define FRAME_UNKNOWN	   0xff
#define FRAME_UNKNOWN_NOTE "page frame unknown: the snapshot was taken without it"

/**
 * struct backend_ops - what a back end does
 * @name: "module", …
 * @is_for: whether a root is of the kind that it is made for; others need not be told why it
 *          refuses them. NULL for all roots
 * @open: attach, and fill the address space of the new back end; on refusal say why and what to do
 * @close: release; accepts NULL
 * @walk: as backend_walk()
 * @steps: as backend_steps()
 * @frames: as kernel_frames(), for a back end that knows better than who reads memory; else NULL
 * @symbol: as kernel_symbol(), likewise
 * @areas: as kernel_areas(), likewise
 * @reads: it fills the @memory of struct backend
 * @hashes: as backend_hashes(); NULL for a back end that cannot
 * @gfp: as backend_gfp(); NULL for a back end that cannot
 * @alloc: as backend_alloc(); NULL for a back end that makes none
 * @free: as backend_free()
 *
 * To add one: write a file beside module.c, and put its ops into the array of backends.c at the
 * place where it should be tried.
 */
struct backend_ops {
	const char *name;
	bool (*is_for)(const struct root *root);
	int (*open)(const struct root *root, struct backend **ret, struct error *err);
	void (*close)(struct backend *backend);
	int (*walk)(struct backend *backend, struct memmap_walk *walk, struct error *err);
	int (*steps)(struct backend *backend, struct memmap_steps *steps, struct error *err);
	int (*frames)(struct backend *backend, struct memmap_frame *frames, size_t nr,
		      struct error *err);
	int (*symbol)(struct backend *backend, uint64_t virt_addr, char *ret, size_t size,
		      struct error *err);
	int (*areas)(struct backend *backend, struct vmap_area_array *ret, struct error *err);
	bool reads;
	int (*hashes)(struct backend *backend, const uint64_t *virt_addrs, size_t nr, uint64_t *ret,
		      struct error *err);
	int (*gfp)(struct backend *backend, uint32_t *masks, size_t nr, struct error *err);
	int (*alloc)(struct backend *backend, struct memmap_alloc *alloc, struct error *err);
	int (*free)(struct backend *backend, uint64_t handle, struct error *err);
};

/**
 * enum backend_ability - what some back ends can do and others not
 * @BACKEND_READS: its @memory is there
 * @BACKEND_KNOWS_HASHES: backend_hashes()
 * @BACKEND_KNOWS_GFP: backend_gfp()
 * @BACKEND_ALLOCATES: backend_alloc() and backend_free()
 */
enum backend_ability {
	BACKEND_READS,
	BACKEND_KNOWS_HASHES,
	BACKEND_KNOWS_GFP,
	BACKEND_ALLOCATES,
};

/**
 * ops_can() - whether back ends of a kind can do something
 * @ops: the kind
 * @ability: what
 */
bool ops_can(const struct backend_ops *ops, enum backend_ability ability);

/**
 * struct backend - an opened back end; the back ends embed it as their first member
 * @ops: what it does
 * @space: the address space it found
 * @root: the system; borrowed
 * @memory: the kernel's memory, or NULL for a back end that cannot read it
 * @found: where in it the image and the struct pages are, or NULL
 * @kernel: what kernel/ has learned through it; see kernel_of()
 * @free_kernel: frees that
 * @progress: for extents_walk(): told after each step how much of the range is done, and that all
 * is when the walk ends in whatever way; or NULL
 * @progress_context: passed to it
 */
struct backend {
	const struct backend_ops *ops;
	struct address_space space;
	const struct root *root;
	const struct memory *memory;
	const struct arch_space *found;
	struct kernel *kernel;
	void (*free_kernel)(struct kernel *kernel);
	void (*progress)(uint64_t done_bytes, uint64_t total_bytes, void *context);
	void *progress_context;
};

/**
 * backend_name() - what a back end is called
 * @backend: the back end, or NULL
 *
 * Return: its name; NULL where there is none.
 */
const char *backend_name(const struct backend *backend);

/**
 * backend_can() - whether a back end can do something
 * @backend: the back end, or NULL
 * @ability: what
 *
 * Return: false where there is none.
 */
bool backend_can(const struct backend *backend, enum backend_ability ability);

/**
 * backend_is_for() - whether a back end is worth trying on a root
 * @ops: the back end
 * @root: the root
 *
 * Return: false for one that is made for another kind of root.
 */
bool backend_is_for(const struct backend_ops *ops, const struct root *root);

/**
 * backend_check_machine() - is this a machine on which addresses can be translated?
 * @root: the machine
 * @err: filled when no back end can do it: nothing is known of the architecture's page tables, or
 *       the kernel has no MMU, so that a virtual address is the physical address
 *
 * Return: 0 or -ENOTSUP.
 */
int backend_check_machine(const struct root *root, struct error *err) _must_check_;

/**
 * backend_close() - release a back end
 * @backend: pointer to it; may hold NULL
 */
void backend_close(struct backend **backend);

/**
 * backend_walk() - one step of walking a range, see struct memmap_walk
 * @backend: the back end
 * @walk: the request; @walk->extents points to room for @walk->nr_extents
 * @err: filled on failure; -EINVAL when the range leaves the kernel's half
 *
 * Return: 0 or -errno.
 */
int backend_walk(struct backend *backend, struct memmap_walk *walk, struct error *err) _must_check_;

/**
 * backend_steps() - translate one address, level by level, see struct memmap_steps
 * @backend: the back end
 * @steps: zeroed but for @steps->virt_addr
 * @err: filled on failure; an unmapped address is a status, no failure
 *
 * Return: 0 or -errno.
 */
int backend_steps(struct backend *backend, struct memmap_steps *steps,
		  struct error *err) _must_check_;

/**
 * backend_hashes() - what the kernel's %p prints for addresses, see struct memmap_hashes
 * @backend: the back end
 * @virt_addrs: the addresses
 * @nr: 1 to MEMMAP_MAX_ITEMS
 * @ret: room for as many hashes
 * @err: filled on failure; ERROR_HIDDEN when this back end cannot tell
 *
 * Return: 0 or -errno.
 */
int backend_hashes(struct backend *backend, const uint64_t *virt_addrs, size_t nr, uint64_t *ret,
		   struct error *err) _must_check_;

/**
 * backend_gfp() - what the kernel makes of each word of enum memmap_gfp
 * @backend: the back end
 * @masks: by enum memmap_gfp, filled; 0 for words that the kernel or the back end does not know
 * @nr: room at @masks, at most MEMMAP_MAX_GFP
 * @err: filled on failure; ERROR_HIDDEN when this back end cannot tell
 *
 * Return: 0 or -errno.
 */
int backend_gfp(struct backend *backend, uint32_t *masks, size_t nr,
		struct error *err) _must_check_;

/**
 * backend_alloc() - make sample allocations, see struct memmap_alloc
 * @backend: the back end
 * @alloc: the request; @alloc->samples points to room for @alloc->nr_samples
 * @err: filled when the back end failed or makes none; what the kernel would not give is a status
 *
 * What was made belongs to the back end and is freed at the latest when that is closed.
 *
 * Return: 0 or -errno.
 */
int backend_alloc(struct backend *backend, struct memmap_alloc *alloc,
		  struct error *err) _must_check_;

/**
 * backend_free() - free a sample allocation
 * @backend: the back end that made it
 * @handle: its name
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int backend_free(struct backend *backend, uint64_t handle, struct error *err) _must_check_;

/**
 * backend_no_access() - say why a file that reaches kernel memory may not be opened
 * @root: the system
 * @path: the file
 * @os_errno: EPERM or EACCES
 * @needs: the capabilities it takes
 * @err: filled with ERROR_LOCKDOWN or ERROR_PERMISSION
 *
 * Return: -EPERM.
 */
int backend_no_access(const struct root *root, const char *path, int os_errno, const char *needs,
		      struct error *err);

/**
 * backend_captured_root() - say that a captured root cannot be translated
 * @root: the root
 * @err: filled
 *
 * Return: -ENOTSUP.
 */
int backend_captured_root(const struct root *root, struct error *err);

#endif
