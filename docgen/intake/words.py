"""What an intake workbook itself says, in each language that a deliverable can have."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["ADVICE", "MARKERS", "say"]

# key -> (English, Chinese)
_SAID: Mapping[str, tuple[str, str]] = {
    "instructions": ("Instructions", "填写说明"),
    "form": ("Basics", "基本信息"),
    "lists": ("Lists", "简单列表"),
    "general": ("In general", "总体"),
    "field": ("Field", "字段"),
    "value": ("Value", "填写内容"),
    "required": ("Required", "必填"),
    "explained": ("Explanation", "说明"),
    "example": ("Example", "示例"),
    "sheet": ("Sheet", "工作表"),
    "content": ("What belongs here", "填写内容"),
    "belongs": ("Belongs to: {}", "所属{}"),
    "belongs_hint": (
        "Choose the row of the sheet {} that this row belongs to",
        "选择本行所属的“{}”表中的行",
    ),
    "lines": ("one entry a line", "每行一条"),
    "cells": ("one entry a cell, downwards", "每格一条，向下填写"),
    "percent": ("Ratio: 0.8 stands for 80 %", "填比率：0.8 表示 80 %"),
    "wrong": ("Please check", "请检查"),
    "choose": ("Choose an entry of the list.", "请从下拉列表中选择。"),
    "date": ("Write a date such as 2026-06-30.", "请填写日期，例如 2026-06-30。"),
    "month": ("Write a month such as 2026-06.", "请填写月份，例如 2026-06。"),
    "number": (
        "Write a number between {} and {}.",
        "请填写 {} 至 {} 之间的数字。",
    ),
    "whole": ("Write a whole number between {} and {}.", "请填写 {} 至 {} 之间的整数。"),
    "picture": (
        "A picture that lies on the cell, or the id of a stored one, such as logo",
        "将图片放在本单元格上，或填写已存图片的标识，例如 logo",
    ),
    "filled": ("{} rows filled in", "已填 {} 行"),
}

ADVICE: Mapping[str, tuple[str, ...]] = {
    "en": (
        "Fill in the white cells. Names marked with * are required; everything else may stay blank.",
        "One sheet holds the single values, each further one a list: a row an entry, below the example.",
        "Cells with a small arrow have a list to choose from. Point at a name to read what belongs there.",
        "Dates are written 2026-06-30, months 2026-06, shares as a ratio: 0.8 stands for 80 %.",
        "Rows may be inserted, deleted, sorted or left blank; the grey example row is never read.",
        "Do not rename or delete the hidden first row of a sheet: it tells which column is which.",
        "When the file is read back, everything that is missing or wrong is named with its sheet and cell.",
    ),
    "zh": (
        "请填写白色单元格。带 * 的为必填项，其余可以留空。",
        "单项内容集中在一张表中，其余每张表是一个列表：每条一行，从示例行下方开始填写。",
        "带小箭头的单元格可从下拉列表中选择；将鼠标移到字段名称上可查看填写说明。",
        "日期写作 2026-06-30，月份写作 2026-06，比例填比率：0.8 表示 80 %。",
        "可以插入、删除、排序或留空行；灰色示例行不会被读取。",
        "请勿修改或删除各表隐藏的第一行，它标明每一列是什么。",
        "读取文件时，缺少或有误之处会按工作表和单元格逐一列出。",
    ),
}


def say(key: str, language: str) -> str:
    """Return one of the workbook's own words; English where a language has none of its own."""
    english, chinese = _SAID[key]
    return chinese if language == "zh" else english


MARKERS = frozenset(text for key in ("explained", "example") for text in _SAID[key])
"""What stands before the rows above the entries, in any language."""
