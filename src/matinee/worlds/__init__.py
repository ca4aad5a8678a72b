"""Simulated members with planted truth: any policy is judged in a world; nothing of the engine imports one."""
