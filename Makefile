# overstack - GNU make.
#
#   make          builds ./overstack
#   make demo     installs what is missing, builds, runs the over-stack story
#   make test     installs what is missing, builds, runs the tests
#   make help     lists everything else
#
# Settings, on the command line:
#   CC=clang  CFLAGS="-O0 -g"  PREFIX=/usr  DESTDIR=/tmp/package  JOBS=1  V=1 (show commands)
#   MPI=1 (Open MPI: `mpirun overstack sweep ...`; scripts/deps mpi installs it)
#
# No list of files is kept here: every .c below sim/ and models/ is part of the program,
# every tests/**/test_*.c is a test program.

MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

PREFIX := /usr/local
JOBS   ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
ifeq ($(origin CC),default)
CC := cc
endif

# ---- What kind of build -----------------------------------------------------------------
# BUILD is the folder of the objects, SANITIZE what -fsanitize= is given. `make asan` and
# `make tsan` call make again with both set; the ordinary build leaves the program at the
# root, the others leave it in their folder.

BUILD    := build
SANITIZE :=

ifeq ($(BUILD),build)
PROGRAM := overstack
SHARE   := $(PREFIX)/share/overstack
else
PROGRAM := $(BUILD)/overstack
SHARE   := $(CURDIR)
endif

# ---- Flags --------------------------------------------------------------------------------
# The same bytes on every machine: no -ffast-math, no -march=native, and no fusing of a
# multiplication and an addition into one rounding (-ffp-contract=off), which a compiler
# would do on some processors only. CFLAGS and LDFLAGS are the user's.

ifeq ($(SANITIZE),)
CFLAGS ?= -O2 -g
else
CFLAGS ?= -O1 -g
SANITIZE_FLAGS := -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wold-style-definition -Wpointer-arith -Wwrite-strings -Wvla -Wundef \
            -Wformat=2 -Wno-format-nonliteral -Wcast-qual \
            -Werror=implicit-function-declaration -Werror=incompatible-pointer-types \
            -Werror=int-conversion

LIBRARIES := gsl yaml-0.1 jansson sqlite3
PKG_CONFIG ?= pkg-config
# Quiet here: on a fresh machine these are missing until `make deps` has run, and the
# targets that need them call make again afterwards.
LIBRARY_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(LIBRARIES) 2>/dev/null)
LIBRARY_LIBS   := $(shell $(PKG_CONFIG) --libs $(LIBRARIES) 2>/dev/null || \
                    echo -lgsl -lgslcblas -lyaml -ljansson -lsqlite3)
CMOCKA_CFLAGS  := $(shell $(PKG_CONFIG) --cflags cmocka 2>/dev/null)
CMOCKA_LIBS    := $(shell $(PKG_CONFIG) --libs cmocka 2>/dev/null || echo -lcmocka)

ALL_CFLAGS  = -std=gnu11 $(CFLAGS) -ffp-contract=off -pthread $(SANITIZE_FLAGS) $(WARNINGS) \
              -I. $(LIBRARY_CFLAGS) -DOVERSTACK_SHARE='"$(SHARE)"'
ALL_LDFLAGS = $(CFLAGS) -pthread $(SANITIZE_FLAGS) $(LDFLAGS)
ALL_LIBS    = $(LIBRARY_LIBS) -lm

# ---- Files --------------------------------------------------------------------------------

# `make MPI=1`: sweeps under mpirun. Of the two sweep_crew.c one is built.
ifeq ($(MPI),1)
OTHER_CREW   := sim/run/sweep_crew.c
ALL_CFLAGS   += $(shell mpicc --showme:compile)
LIBRARY_LIBS += $(shell mpicc --showme:link)
else
OTHER_CREW := sim/run/mpi/sweep_crew.c
endif

SOURCES := $(filter-out $(OTHER_CREW),$(sort $(shell find sim models -name '*.c' 2>/dev/null)))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
MAIN    := $(BUILD)/sim/main.o
LIBRARY := $(BUILD)/liboverstack.a

# tests/**/test_*.c are programs; the other .c files there are shared by all of them.
# tests/fuzz has its own ways (see there).
TEST_ALL      := $(sort $(shell find tests -path tests/fuzz -prune -o -name '*.c' -print \
                   2>/dev/null))
TEST_SOURCES  := $(foreach file,$(TEST_ALL),$(if $(filter test_%,$(notdir $(file))),$(file)))
TEST_SUPPORT  := $(filter-out $(TEST_SOURCES),$(TEST_ALL))
TEST_PROGRAMS := $(TEST_SOURCES:%.c=$(BUILD)/%)

BENCH_SOURCES  := $(sort $(wildcard bench/*.c))
BENCH_PROGRAMS := $(BENCH_SOURCES:%.c=$(BUILD)/%)

# ---- How make is called again -------------------------------------------------------------
# In parallel, unless the user already said how. (The + before it tells make that the line
# is a make of its own, so that both share one number of jobs.)

AGAIN = $(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(JOBS))

ifeq ($(V),1)
QUIET :=
else
QUIET := @
endif
say = @printf '  %-5s %s\n' $(1) $(2)

# ---- The program --------------------------------------------------------------------------

.PHONY: all
all: $(PROGRAM)  ## build ./overstack (default)

$(PROGRAM): $(MAIN) $(LIBRARY)
	$(call say,LINK,$@)
	$(QUIET)$(CC) $(ALL_LDFLAGS) -o $@ $(MAIN) $(LIBRARY) $(ALL_LIBS)

# Everything but main, for the program and for the tests. Made anew each time: a member
# whose source is gone must not live on.
$(LIBRARY): $(filter-out $(MAIN),$(OBJECTS)) $(BUILD)/sources
	$(call say,AR,$@)
	$(QUIET)rm -f $@ && $(AR) rcs $@ $(filter-out $(MAIN),$(OBJECTS))

$(BUILD)/%.o: %.c $(BUILD)/flags
	$(call say,CC,$<)
	$(QUIET)mkdir -p $(@D)
	$(QUIET)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Two small files that change only when what they hold does: the flags, so that other
# flags compile everything again, and the list of sources.
quote = '$(subst ','\'',$(1))'
write_if_new = @mkdir -p $(@D); printf '%s\n' $(call quote,$(1)) | cmp -s - $@ \
               || printf '%s\n' $(call quote,$(1)) > $@

.PHONY: FORCE
FORCE:
$(BUILD)/flags: FORCE
	$(call write_if_new,$(CC) $(ALL_CFLAGS))
$(BUILD)/sources: FORCE
	$(call write_if_new,$(OBJECTS))

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# ---- Tests --------------------------------------------------------------------------------
# Each test program is linked with everything but main. They run from the root, two at a
# time; OVERSTACK is the program under test, OVERSTACK_HOME where configs/ and plots/ are.

TEST_JOBS    ?= $(JOBS)
TEST_TIMEOUT ?= 300
RUN_TESTS = OVERSTACK='$(CURDIR)/$(PROGRAM)' OVERSTACK_HOME='$(CURDIR)' \
            TEST_JOBS=$(TEST_JOBS) TEST_TIMEOUT=$(TEST_TIMEOUT) tests/run $(BUILD)

$(BUILD)/tests/%.o: LIBRARY_CFLAGS += $(CMOCKA_CFLAGS)

$(TEST_PROGRAMS): %: %.o $(TEST_SUPPORT:%.c=$(BUILD)/%.o) $(LIBRARY)
	$(call say,LINK,$@)
	$(QUIET)$(CC) $(ALL_LDFLAGS) -o $@ $< $(TEST_SUPPORT:%.c=$(BUILD)/%.o) $(LIBRARY) \
	  $(ALL_LIBS) $(CMOCKA_LIBS)

.PHONY: test-programs run-tests test test-long test-browser
test-programs: $(PROGRAM) $(TEST_PROGRAMS)
CHOSEN_TESTS = $(filter-out $(LEFT_OUT:%=$(BUILD)/%),$(TEST_PROGRAMS))
run-tests: $(PROGRAM) $(CHOSEN_TESTS)
	@$(RUN_TESTS) $(CHOSEN_TESTS)

test:  ## install what is missing, build, run all tests
	@scripts/deps test
	+@$(AGAIN) run-tests

test-browser: $(PROGRAM)  ## the test that opens every page in Chromium alone
	@scripts/deps test
	+@$(AGAIN) $(BUILD)/tests/browser/test_browser
	@$(RUN_TESTS) $(BUILD)/tests/browser/test_browser

test-long: export OVERSTACK_TEST_LONG = 1
test-long:  ## the tests with more seeds and longer runs
	+@$(AGAIN) test TEST_TIMEOUT=3600

# Not part of `test`: Open MPI is no needed library.
.PHONY: test-mpi
test-mpi:  ## sweeps under mpirun are those of one process (needs Open MPI)
	@scripts/deps mpi
	+@$(AGAIN) MPI=1 BUILD=build-mpi all
	@tests/mpi build-mpi/overstack

# ---- Builds that watch themselves ---------------------------------------------------------

ASAN = BUILD=build-asan SANITIZE=address,undefined
TSAN = BUILD=build-tsan SANITIZE=thread

.PHONY: asan tsan
asan:  ## build ./build-asan/overstack with AddressSanitizer and UBSan
	+@$(AGAIN) $(ASAN) all
tsan:  ## build ./build-tsan/overstack with ThreadSanitizer
	+@$(AGAIN) $(TSAN) all

# ---- Checks -------------------------------------------------------------------------------

.PHONY: check check-layers check-symbols check-headers check-format check-asan check-bytes \
        check-tsan format
check:  ## every check below, one after the other
	+@failed=; \
	for one in check-layers check-symbols check-headers check-format check-asan check-bytes; do \
	    $(AGAIN) $$one || failed="$$failed $$one"; \
	done; \
	[ -z "$$failed" ] || { echo "check: these failed:$$failed" >&2; exit 1; }

check-layers:  ## who may include whom
	@scripts/check-layers

check-symbols: $(OBJECTS)  ## names carry their file's name; no mutable globals
	@scripts/check-symbols $(BUILD) $(OBJECTS)

check-headers:  ## each header compiles alone
	@CC='$(CC)' CFLAGS='-std=gnu11 $(WARNINGS) -I. $(LIBRARY_CFLAGS) $(CMOCKA_CFLAGS)' \
	  JOBS=$(JOBS) scripts/check-headers

check-format:  ## clang-format has nothing to change
	@scripts/check-format

check-asan: export ASAN_OPTIONS = halt_on_error=1:detect_leaks=1:strict_string_checks=1
check-asan: export UBSAN_OPTIONS = halt_on_error=1:print_stacktrace=1
# Left out is what repeats what other tests run, over many seeds or through the shell, and
# takes as long as all of them; check-bytes runs every example and story. `make check-asan
# LEFT_OUT=` has everything.
check-asan: LEFT_OUT = tests/theory/% tests/stories/% tests/browser/% \
    $(addprefix tests/cli/test_,docs shell examples) \
    $(addprefix tests/test_,autoscaler calibrate capacity compare fargate_scaling \
        invariants keys recommend resource_headroom)
check-asan:  ## the tests, with AddressSanitizer and UBSan
	+@$(AGAIN) $(ASAN) TEST_TIMEOUT=900 LEFT_OUT='$(LEFT_OUT)' run-tests

check-bytes: $(PROGRAM)  ## the same bytes from the sanitizer build, for any number of threads
	+@$(AGAIN) $(ASAN) all
	@scripts/check-bytes ./$(PROGRAM) build-asan/overstack

check-tsan: export TSAN_OPTIONS = halt_on_error=1
check-tsan:  ## the tests, with ThreadSanitizer (not part of check)
	+@$(AGAIN) $(TSAN) TEST_TIMEOUT=900 LEFT_OUT='tests/browser/%' run-tests

format:  ## let clang-format rewrite the code
	@scripts/check-format --fix

# ---- Demo and bench -----------------------------------------------------------------------

.PHONY: demo bench bench-programs
demo:  ## install what is missing, build, run the over-stack story
	@scripts/deps build
	+@$(AGAIN) all
	@scripts/demo

$(BENCH_PROGRAMS): %: %.o $(LIBRARY)
	$(call say,LINK,$@)
	$(QUIET)$(CC) $(ALL_LDFLAGS) -o $@ $< $(LIBRARY) $(ALL_LIBS)

bench-programs: $(PROGRAM) $(BENCH_PROGRAMS)
bench:  ## speed beside hand-written loops, and memory
	+@$(AGAIN) bench-programs
	@CC='$(CC)' bench/run $(BUILD) ./$(PROGRAM)

# ---- The rest -----------------------------------------------------------------------------

.PHONY: deps docs theory-page install clean help
deps:  ## install what building, testing and checking need
	@scripts/deps all

docs: $(PROGRAM)  ## man page, completions, and what is printed today into README and docs/
	./$(PROGRAM) schema --output docs/reference.md
	scripts/man-page ./$(PROGRAM) >man/overstack.1
	scripts/completion bash ./$(PROGRAM) >completion/overstack.bash
	scripts/completion zsh ./$(PROGRAM) >completion/_overstack
	scripts/completion fish ./$(PROGRAM) >completion/overstack.fish
	@OVERSTACK=./$(PROGRAM) scripts/docs-commands --update README.md docs/*.md
	page=$$(scripts/docs-translation README.ko.md) && printf '%s\n' "$$page" >README.ko.md

theory-page: test-programs  ## what the tests of theory find, into docs/theory.md (minutes)
	scripts/theory-table $(BUILD) >docs/theory.md

INSTALLED := $(DESTDIR)$(PREFIX)
PAGES     := '$(INSTALLED)/share/doc/overstack'
install: $(PROGRAM)  ## to $(DESTDIR)$(PREFIX), /usr/local by default
	install -d '$(INSTALLED)/bin' '$(INSTALLED)/share/overstack' $(PAGES)/docs \
	  '$(INSTALLED)/share/man/man1' '$(INSTALLED)/share/bash-completion/completions' \
	  '$(INSTALLED)/share/zsh/site-functions' '$(INSTALLED)/share/fish/vendor_completions.d'
	install -m 755 $(PROGRAM) '$(INSTALLED)/bin/overstack'
	cp -R configs plots '$(INSTALLED)/share/overstack/'
	install -m 644 LICENSE README*.md CHANGELOG.md $(PAGES)
	install -m 644 docs/*.md $(PAGES)/docs
	install -m 644 man/overstack.1 '$(INSTALLED)/share/man/man1/'
	install -m 644 completion/overstack.bash \
	  '$(INSTALLED)/share/bash-completion/completions/overstack'
	install -m 644 completion/_overstack '$(INSTALLED)/share/zsh/site-functions/'
	install -m 644 completion/overstack.fish '$(INSTALLED)/share/fish/vendor_completions.d/'

clean:  ## remove everything that was built
	rm -rf build build-asan build-tsan build-mpi overstack

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile
